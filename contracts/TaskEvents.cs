namespace Messaging.Contracts;

/// <summary>
/// Many lifecycle events of many tasks in one message. Their order does not matter, so there is a list per kind; empty ones are left out.
/// </summary>
public sealed record TaskEvents
{
    /// <summary>Tasks that were accepted.</summary>
    public IReadOnlyList<TaskSubmitted>? Submitted { get; init; }

    /// <summary>Attempts whose command the broker has.</summary>
    public IReadOnlyList<TaskEnqueued>? Enqueued { get; init; }

    /// <summary>Attempts that began.</summary>
    public IReadOnlyList<TaskStarted>? Started { get; init; }

    /// <summary>Reports of running attempts.</summary>
    public IReadOnlyList<TaskProgressed>? Progressed { get; init; }

    /// <summary>Attempts that ended with a result.</summary>
    public IReadOnlyList<TaskSucceeded>? Succeeded { get; init; }

    /// <summary>Attempts that ended with an error.</summary>
    public IReadOnlyList<TaskAttemptFailed>? AttemptFailed { get; init; }

    /// <summary>Attempts that put their task off.</summary>
    public IReadOnlyList<TaskDeferred>? Deferred { get; init; }

    /// <summary>Cancel requests.</summary>
    public IReadOnlyList<TaskCancelRequested>? CancelRequested { get; init; }

    /// <summary>Tasks that ended because of a cancel request.</summary>
    public IReadOnlyList<TaskCanceled>? Canceled { get; init; }

    /// <summary>Tasks that were not started in time.</summary>
    public IReadOnlyList<TaskExpired>? Expired { get; init; }

    /// <summary>Waiting tasks that were given another time.</summary>
    public IReadOnlyList<TaskRescheduled>? Rescheduled { get; init; }

    /// <summary>Ended tasks that are to run again.</summary>
    public IReadOnlyList<TaskReplayed>? Replayed { get; init; }

    /// <summary>Tasks whose name the worker does not know.</summary>
    public IReadOnlyList<TaskParked>? Parked { get; init; }

    /// <summary>Attempts whose worker has acknowledged their command.</summary>
    public IReadOnlyList<TaskClaimed>? Claimed { get; init; }

    /// <summary>Lines of tasks' logs.</summary>
    public IReadOnlyList<TaskLogged>? Logged { get; init; }
}
