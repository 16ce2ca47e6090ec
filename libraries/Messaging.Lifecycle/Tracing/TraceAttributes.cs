namespace Messaging.Lifecycle.Tracing;

/// <summary>
/// Attributes of spans: our own, and those of the OpenTelemetry semantic conventions for messaging
/// (https://opentelemetry.io/docs/specs/semconv/messaging/).
/// </summary>
public static class TraceAttributes
{
    /// <summary>The task's id.</summary>
    public const string TaskId = "task.id";

    /// <summary>Its registered name.</summary>
    public const string TaskName = "task.name";

    /// <summary>Its queue, without prefix.</summary>
    public const string TaskQueue = "task.queue";

    /// <summary>The attempt.</summary>
    public const string TaskAttempt = "task.attempt";

    /// <summary>The state it is in when the span ends.</summary>
    public const string TaskState = "task.state";

    /// <summary>Where callers see it.</summary>
    public const string TaskUrl = "task.url";

    /// <summary>When it was to be sent.</summary>
    public const string DueAt = "task.due_at";

    /// <summary>How often the broker had delivered an attempt's command before.</summary>
    public const string Redeliveries = "task.redeliveries";

    /// <summary>Why an attempt was put off, or not run.</summary>
    public const string Reason = "task.reason";

    /// <summary>Type of an error.</summary>
    public const string ErrorType = "error.type";

    internal const string System = "messaging.system";
    internal const string OperationName = "messaging.operation.name";
    internal const string OperationType = "messaging.operation.type";
    internal const string Destination = "messaging.destination.name";
    internal const string BatchSize = "messaging.batch.message_count";
}
