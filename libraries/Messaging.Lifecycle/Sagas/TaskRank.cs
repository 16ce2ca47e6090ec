namespace Messaging.Lifecycle.Sagas;

/// <summary>
/// How far an attempt is: of two events of the same attempt, the one of higher rank decides the state, whichever arrives first.
/// Of several ends of one attempt (a redelivered command may run twice) success outranks failure.
/// </summary>
public enum TaskRank
{
    /// <summary>The attempt waits for its time.</summary>
    Scheduled,

    /// <summary>Its command was handed to the broker.</summary>
    Queued,

    /// <summary>It has begun.</summary>
    Running,

    /// <summary>It put the task off, or found no handler for it.</summary>
    Deferred,

    /// <summary>It failed and another will follow.</summary>
    Retrying,

    /// <summary>It came too late to begin.</summary>
    Expired,

    /// <summary>It was stopped on request.</summary>
    Canceled,

    /// <summary>It failed and was the last.</summary>
    Failed,

    /// <summary>It returned a result.</summary>
    Succeeded,
}
