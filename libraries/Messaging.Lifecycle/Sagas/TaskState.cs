namespace Messaging.Lifecycle.Sagas;

/// <summary>
/// Where a task stands. The numbers are those MassTransit gives the state machine's states; 1 and 2 are its Initial and Final, which no
/// task is ever stored in.
/// </summary>
public enum TaskState
{
    /// <summary>
    /// A state that a later release wrote and this one does not know. Such a row is read and listed, and otherwise left alone; no row is
    /// written in this state.
    /// </summary>
    Unknown = 0,

    /// <summary>Waits for its time.</summary>
    Scheduled = 3,

    /// <summary>Its command is, or is about to be, in the broker.</summary>
    Queued = 4,

    /// <summary>A worker has it.</summary>
    Running = 5,

    /// <summary>An attempt failed; the next one has its time.</summary>
    Retrying = 6,

    /// <summary>Ended with a result.</summary>
    Succeeded = 7,

    /// <summary>Ended with an error.</summary>
    Failed = 8,

    /// <summary>Ended because somebody asked for it.</summary>
    Canceled = 9,

    /// <summary>Ended because it had not started in time.</summary>
    Expired = 10,

    /// <summary>Waits for a worker that knows its name.</summary>
    Parked = 11,
}

/// <summary>Questions about states.</summary>
public static class TaskStates
{
    /// <summary>Whether a task in this state has ended.</summary>
    public static bool IsTerminal(this TaskState state) => state is >= TaskState.Succeeded and <= TaskState.Expired;

    /// <summary>Whether a task in this state waits for its time, or for somebody to name one.</summary>
    public static bool IsWaiting(this TaskState state) => state is TaskState.Scheduled or TaskState.Retrying or TaskState.Parked;
}
