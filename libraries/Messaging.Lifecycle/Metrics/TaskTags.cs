namespace Messaging.Lifecycle.Metrics;

/// <summary>The attributes of metrics. None tells of a single task: its id and its attempts would be a series each.</summary>
public static class TaskTags
{
    /// <summary>Name of the meter of all that is ours.</summary>
    public const string Meter = "Messaging";

    /// <summary>The task's name, or <see cref="MetricNames.Other"/>.</summary>
    public const string Name = "task.name";

    /// <summary>The task's queue, or <see cref="MetricNames.Other"/>.</summary>
    public const string Queue = "task.queue";

    /// <summary>The task's state, in lower case.</summary>
    public const string State = "task.state";

    /// <summary>How an attempt ended.</summary>
    public const string Outcome = "outcome";

    /// <summary>Why something was refused, put off or left out.</summary>
    public const string Reason = "reason";
}
