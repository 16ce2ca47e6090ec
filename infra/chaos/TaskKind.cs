namespace Messaging.Chaos;

/// <summary>What a task is made to go through.</summary>
internal enum TaskKind
{
    /// <summary>Adds at once.</summary>
    Quick,

    /// <summary>Adds after some seconds.</summary>
    Slow,

    /// <summary>Is to begin some seconds later.</summary>
    Delayed,

    /// <summary>Adds, and is submitted again with the same idempotency key some seconds later.</summary>
    Repeated,

    /// <summary>Leaves something behind at the target.</summary>
    Effect,

    /// <summary>The target is too busy at first.</summary>
    Flaky,

    /// <summary>Kills the process that runs it, once or twice.</summary>
    Deadly,

    /// <summary>The target refuses it for good.</summary>
    Refused,

    /// <summary>The target never has time.</summary>
    Hopeless,

    /// <summary>The target never answers.</summary>
    Hanging,

    /// <summary>Is cancelled while it waits for its time.</summary>
    CanceledWaiting,

    /// <summary>Is cancelled while it runs, or is about to.</summary>
    CanceledRunning,

    /// <summary>Is to begin much later, and is given an earlier time.</summary>
    Rescheduled,

    /// <summary>Fails for good, and is run again with other arguments.</summary>
    RunAgain,

    /// <summary>May be too late before it begins.</summary>
    Expiring,
}
