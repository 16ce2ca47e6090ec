using Messaging.Contracts;

namespace Messaging.Client.Submission;

/// <summary>What can be asked for beside a task's name and arguments. What is left out stays as the task type has it.</summary>
public sealed record SubmitOptions
{
    /// <summary>
    /// The task's id. Submitting the same under the same id again changes nothing, so an id that is derived from the caller's own data
    /// makes a whole procedure repeatable. Default: a new one.
    /// </summary>
    public Guid? Id { get; init; }

    /// <summary>The queue, without prefix. Default: <c>default</c>.</summary>
    public string? Queue { get; init; }

    /// <summary>How long after its acceptance the task becomes due: zero to 366 days. Either this or <see cref="NotBefore"/>.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>When the task becomes due: within 366 days.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The task must not start after this instant.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What replaces parts of the task type's retry policy.</summary>
    public RetryOverride? Retry { get; init; }

    /// <summary>How long one attempt may run: 100 milliseconds to a day.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// What the task is about, such as a customer: limits and mutual exclusion of its type count per key. 1 to 200 characters.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>Free labels for searching: at most 20, of 1 to 64 characters.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}
