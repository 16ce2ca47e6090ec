namespace Messaging.Lifecycle.Sagas;

/// <summary>Questions about states.</summary>
public static class TaskStates
{
    /// <summary>Whether a task in this state has ended.</summary>
    public static bool IsTerminal(this TaskState state) => state >= TaskState.Succeeded;
}
