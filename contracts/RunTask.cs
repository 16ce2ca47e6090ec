using System.Text.Json;

namespace Messaging.Contracts;

/// <summary>
/// Tells one worker to run one attempt of a task. Sent to the queue that the task routes to; publishing it would reach every queue.
/// </summary>
public sealed record RunTask
{
    /// <summary>The task's id, the same for all its attempts.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>Registered name, such as <c>math.add</c>. Renaming it strands work that is already queued.</summary>
    public required string Name { get; init; }

    /// <summary>The handler's arguments: any JSON value, by convention an object.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>Which attempt this is. The first is 1; every dispatch after a failure or a deferral is one more.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How many earlier attempts ended in a deferral. They do not count against the attempts a task may use.</summary>
    public int Deferrals { get; init; }

    /// <summary>The queue it was sent to, without prefix.</summary>
    public string Queue { get; init; } = "default";

    /// <summary>What the submitter asked for instead of the task type's own retry policy.</summary>
    public RetryOverride? Retry { get; init; }

    /// <summary>How long one attempt may run; <see langword="null"/> takes the task type's limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>The task must not start after this instant; <see langword="null"/> means it never expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// When the attempt could have begun: when the task was submitted, or when it was due. <see langword="null"/> when the sender does not
    /// tell.
    /// </summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>
    /// What the task is about, such as a customer: limits and mutual exclusion of its type count per key. At most 200 characters.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>
    /// W3C trace context of whoever sent it: the attempt is its child, so that all attempts belong to one trace. A header
    /// <c>traceparent</c> takes its place when it is missing.
    /// </summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C trace state that goes with <see cref="TraceParent"/>.</summary>
    public string? TraceState { get; init; }

    /// <summary>
    /// W3C trace contexts of what led to this attempt, to be linked to: the submission, and the attempt before if there was one. Only of
    /// traces that somebody records.
    /// </summary>
    public IReadOnlyList<string>? TraceLinks { get; init; }
}
