namespace Messaging.Worker.Execution;

/// <summary>What to do with a command.</summary>
internal enum GateDecision
{
    /// <summary>Run it.</summary>
    Run,

    /// <summary>It has been overtaken: the attempt has ended, or a newer one exists.</summary>
    Drop,

    /// <summary>Somebody asked for the task to be cancelled.</summary>
    Cancel,
}
