using System.Text.Json;

namespace Messaging.Contracts;

/// <summary>
/// Submits a task over RabbitMQ: what <c>POST /api/v1/tasks</c> takes, member for member. Sent to the exchange <c>submit-task</c>, in
/// MassTransit's envelope or as JSON alone,
/// where durations may also be written as <c>30s</c> or <c>PT5M</c>. What is out of range makes a task that has failed with
/// <c>invalid-submission</c>.
/// </summary>
public sealed record SubmitTask
{
    /// <summary>Registered name, such as <c>math.add</c>: 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The task's id, chosen by the sender: what it asks for the task by, and what makes sending it again harmless. <see langword="null"/>
    /// takes the message's own id.
    /// </summary>
    public Guid? Id { get; init; }

    /// <summary>
    /// The handler's arguments: any JSON value of at most 256 KiB, by convention an object; <see langword="null"/> means an empty one.
    /// </summary>
    public JsonElement? Args { get; init; }

    /// <summary>The queue, without prefix; <see langword="null"/> means <c>default</c>.</summary>
    public string? Queue { get; init; }

    /// <summary>How long after its acceptance the task becomes due: zero to 366 days. Either this or <see cref="NotBefore"/>.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>When the task becomes due: within 366 days; an instant that has passed means at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The task must not start after this instant: in the future, and later than it is due.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What replaces parts of the task type's retry policy.</summary>
    public RetryOverride? Retry { get; init; }

    /// <summary>How long one attempt may run: 100 milliseconds to a day; <see langword="null"/> takes the task type's limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// What the task is about, such as a customer: limits and mutual exclusion of its type count per key. 1 to 200 characters.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>Free labels for searching: at most 20, of 1 to 64 characters.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>W3C trace context of whoever submits; <see langword="null"/> takes the header <c>traceparent</c>.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C trace state that goes with <see cref="TraceParent"/>. At most 512 characters.</summary>
    public string? TraceState { get; init; }
}
