using System.Diagnostics;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Tracing;

/// <summary>What spans say.</summary>
public static class SpanTags
{
    private const int LongestMessage = 1024;

    /// <summary>Says which task a span is about.</summary>
    public static void SetTask(this Activity span, Guid id, string? name, string? queue, int attempt)
    {
        span.SetTag(TraceAttributes.TaskId, id.ToString());
        span.SetTag(TraceAttributes.TaskName, name);
        span.SetTag(TraceAttributes.TaskQueue, queue);
        span.SetTag(TraceAttributes.TaskAttempt, attempt);
    }

    /// <summary>Says in which state the task is.</summary>
    public static void SetState(this Activity span, TaskState state) => span.SetTag(TraceAttributes.TaskState, state.ToString());

    /// <summary>Says what is done with a message.</summary>
    /// <param name="span">The span.</param>
    /// <param name="operation"><c>create</c>, <c>send</c> or <c>process</c>.</param>
    /// <param name="destination">The queue, as the broker knows it.</param>
    public static void SetOperation(this Activity span, string operation, string destination)
    {
        span.SetTag(TraceAttributes.System, "rabbitmq");
        span.SetTag(TraceAttributes.OperationName, operation);
        span.SetTag(TraceAttributes.OperationType, operation);
        span.SetTag(TraceAttributes.Destination, destination);
    }

    /// <summary>Says how many messages share the operation.</summary>
    public static void SetBatchSize(this Activity span, int messages) => span.SetTag(TraceAttributes.BatchSize, messages);

    /// <summary>Says that what the span stands for failed.</summary>
    public static void SetError(this Activity span, string type, string? message)
    {
        var description = message is { Length: > LongestMessage } ? message[..LongestMessage] : message;
        span.SetTag(TraceAttributes.ErrorType, type);
        span.SetStatus(ActivityStatusCode.Error, description);
    }

    /// <summary>Says that what the span stands for failed.</summary>
    public static void SetError(this Activity span, TaskError error) => span.SetError(error.Type, error.Message);
}
