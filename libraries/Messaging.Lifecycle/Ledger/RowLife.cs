using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Ledger;

/// <summary>The janitor ends rows; should none be running, the store does, a day later and without a tombstone.</summary>
internal static class RowLife
{
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>What is left of a row's life; <see langword="null"/> while the task has not ended.</summary>
    public static TimeSpan? Of(TaskSaga saga, LedgerOptions options, DateTimeOffset now)
    {
        var left = saga.FinishedAt + options.RetentionOf(saga.State) + Slack - now;
        return left < Shortest ? Shortest : left;
    }
}
