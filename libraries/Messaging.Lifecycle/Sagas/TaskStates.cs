namespace Messaging.Lifecycle.Sagas;

/// <summary>Questions about states.</summary>
public static class TaskStates
{
    /// <summary>Whether a task in this state has ended.</summary>
    public static bool IsTerminal(this TaskState state) => state is >= TaskState.Succeeded and <= TaskState.Expired;

    /// <summary>Whether a task in this state waits for its time, or for somebody to name one.</summary>
    public static bool IsWaiting(this TaskState state) => state is TaskState.Scheduled or TaskState.Retrying or TaskState.Parked;
}
