namespace Messaging.Lifecycle.Storage;

/// <summary>The indexes of rows that somebody must act on at a certain time.</summary>
public enum TaskIndex
{
    /// <summary>Scheduled and retrying tasks, by when the next attempt is to be sent.</summary>
    Due,

    /// <summary>Queued tasks whose command the broker has not confirmed, by when to send it again.</summary>
    Outbox,

    /// <summary>Ended tasks, by when their row may go.</summary>
    Retention,

    /// <summary>Running tasks whose command is acknowledged, by when their worker is taken to be lost.</summary>
    Claim,
}
