using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>Where a row is to be found. An entry before and one after a change tell a store which indexes to touch.</summary>
public readonly record struct TaskIndexEntry
{
    /// <summary>
    /// How long after its deadline a queued task expires. It may have begun in time, and the word of that be on its way: workers drop what
    /// comes too late, so that this is for queues
    /// that nobody serves.
    /// </summary>
    private static readonly TimeSpan DeadlineGrace = TimeSpan.FromSeconds(30);

    /// <summary>Place in <see cref="TaskIndex.Due"/>.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Place in <see cref="TaskIndex.Outbox"/>.</summary>
    public DateTimeOffset? Outbox { get; init; }

    /// <summary>Place in <see cref="TaskIndex.Retention"/>.</summary>
    public DateTimeOffset? Retention { get; init; }

    /// <summary>Place in <see cref="TaskIndex.Claim"/>.</summary>
    public DateTimeOffset? Claim { get; init; }

    /// <summary>The lists it is in; <see langword="null"/> for none.</summary>
    public TaskListing? Listing { get; init; }

    /// <summary>The entry of a row.</summary>
    public static TaskIndexEntry Of(TaskSaga saga, LedgerOptions options) => new()
    {
        Due = DueOf(saga),
        // Only what Producer accepted is its to send: a row that began with a worker's event has its command elsewhere.
        Outbox = saga.State == TaskState.Queued && saga.EnqueuedAttempt < saga.Attempt ? saga.SubmittedAt + options.OutboxGrace : null,
        Retention = saga.FinishedAt + options.RetentionOf(saga.State),
        Claim = saga.State == TaskState.Running ? saga.LatestAttempt?.ClaimedUntil : null,
        Listing = TaskListing.Of(saga),
    };

    /// <summary>
    /// When somebody must act on a row: send the next attempt, or end a task that still waits when its time has passed. <see
    /// langword="null"/> when nobody must.
    /// </summary>
    public static DateTimeOffset? DueOf(TaskSaga saga)
    {
        var end = ExpiryOf(saga);
        return end < saga.Due ? end : saga.Due ?? end;
    }

    /// <summary>
    /// When a task that waits, for its time or in its queue, is to end as expired; <see langword="null"/> when it has no deadline, or does
    /// not wait.
    /// </summary>
    public static DateTimeOffset? ExpiryOf(TaskSaga saga) =>
        saga.State.IsWaiting() ? saga.Deadline : saga.State == TaskState.Queued ? saga.Deadline + DeadlineGrace : null;

    /// <summary>The place in one index.</summary>
    public DateTimeOffset? this[TaskIndex index] => index switch
    {
        TaskIndex.Due => Due,
        TaskIndex.Outbox => Outbox,
        TaskIndex.Claim => Claim,
        _ => Retention,
    };
}
