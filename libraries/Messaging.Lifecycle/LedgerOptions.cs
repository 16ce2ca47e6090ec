using System.ComponentModel.DataAnnotations;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle;

/// <summary>How long rows are kept. Configuration section <c>Ledger</c>.</summary>
public sealed class LedgerOptions
{
    /// <summary>How long the row of a succeeded task is kept. Default: 24 hours; 1 minute to 10 years.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan SucceededRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long the row of a failed task is kept. Default: 30 days; 1 minute to 10 years.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan FailedRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the row of a cancelled or expired task is kept. Default: 24 hours; 1 minute to 10 years.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan CanceledRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long an id is remembered after its row is gone, so that "gone" and "never was" can be told apart. Default: 7 days; 1 minute to
    /// 10 years.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan TombstoneRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long a submission may take to send its command before the relay sends it instead. Default: 5 seconds; 1 second to 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan OutboxGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a row in this state is kept; <see langword="null"/> while the task has not ended.</summary>
    public TimeSpan? RetentionOf(TaskState state) => state switch
    {
        TaskState.Succeeded => SucceededRetention,
        TaskState.Failed => FailedRetention,
        TaskState.Canceled or TaskState.Expired => CanceledRetention,
        _ => null,
    };
}
