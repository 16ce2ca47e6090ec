namespace Messaging.Client.Status;

/// <summary>The states of a task, as they stand in documents.</summary>
public static class TaskStateNames
{
    /// <summary>Waits for its time.</summary>
    public const string Scheduled = "Scheduled";

    /// <summary>Waits for a worker.</summary>
    public const string Queued = "Queued";

    /// <summary>A worker has it.</summary>
    public const string Running = "Running";

    /// <summary>An attempt failed; the next one has its time.</summary>
    public const string Retrying = "Retrying";

    /// <summary>Waits for a worker that knows its name.</summary>
    public const string Parked = "Parked";

    /// <summary>Ended with a result.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>Ended with an error.</summary>
    public const string Failed = "Failed";

    /// <summary>Ended because somebody asked for it.</summary>
    public const string Canceled = "Canceled";

    /// <summary>Ended because it had not started in time.</summary>
    public const string Expired = "Expired";

    /// <summary>In a state of a later release than the StatusQuery that was asked.</summary>
    public const string Unknown = "Unknown";
}
