namespace Messaging.Lifecycle.Failures;

/// <summary>How far a replay of failed tasks is.</summary>
public enum ReplayState
{
    /// <summary>Some tasks run again first; the others wait until these have succeeded.</summary>
    Canary,

    /// <summary>The others are released at their rate.</summary>
    Running,

    /// <summary>All were released.</summary>
    Finished,

    /// <summary>A canary failed: the others stay as they are.</summary>
    CanaryFailed,

    /// <summary>Somebody stopped it.</summary>
    Stopped,
}
