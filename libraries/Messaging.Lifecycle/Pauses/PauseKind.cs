namespace Messaging.Lifecycle.Pauses;

/// <summary>What is paused.</summary>
public enum PauseKind
{
    /// <summary>A queue: its commands stay in the broker.</summary>
    Queue,

    /// <summary>A task type: its tasks are put off until it is resumed.</summary>
    Type,
}
