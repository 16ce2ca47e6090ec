using Messaging.Contracts;
using Messaging.Hosting.Loops;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Dispatch;

/// <summary>
/// Marks the rows whose commands the broker has confirmed, so that the relay leaves them alone: a little later, and only those that still
/// wait by then.
/// What a worker has begun meanwhile needs no mark, which spares short tasks a commit. A mark that is lost costs one command more, which
/// the worker drops.
/// </summary>
internal sealed class EnqueuedTracker(
    TaskStore store,
    LedgerWriter ledger,
    IOptions<LedgerOptions> options,
    LoopMonitor monitor,
    TimeProvider clock,
    ILogger<EnqueuedTracker> logger)
    : BackgroundLoop("enqueued-marks", TimeSpan.FromMilliseconds(100), monitor, clock, logger)
{
    private const int BatchSize = 512;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<(TaskEnqueued Enqueued, long Since)> _waiting = new();

    /// <summary>Well before the relay would look.</summary>
    private TimeSpan Delay => options.Value.OutboxGrace / 4 < Longest ? options.Value.OutboxGrace / 4 : Longest;

    /// <summary>Takes note of commands that the broker has confirmed.</summary>
    public void Add(IEnumerable<TaskEnqueued> confirmed)
    {
        lock (_lock)
        {
            foreach (var enqueued in confirmed)
            {
                _waiting.Enqueue((enqueued, Clock.GetTimestamp()));
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            while (await Mark(TimeSpan.Zero, cancellationToken) > 0)
            {
            }
        }
        catch (TaskStoreUnavailableException exception)
        {
            logger.LogDebug(exception, "The store is away while marks are left");
        }

        if (_waiting.Count > 0)
        {
            logger.LogWarning("{Count} tasks were sent, but not marked so: their commands will be sent once more", _waiting.Count);
        }
    }

    /// <inheritdoc/>
    protected override async Task<bool> Execute(CancellationToken cancellationToken) => await Mark(Delay, cancellationToken) == BatchSize;

    private static bool StillWaits(TaskHeader header, TaskEnqueued enqueued) =>
        header.State == TaskState.Queued && header.Attempt == enqueued.Attempt;

    private async Task<int> Mark(TimeSpan age, CancellationToken cancellationToken)
    {
        var batch = Peek(age);
        if (batch.Length == 0)
        {
            return 0;
        }

        var left = batch;
        try
        {
            var rows = await store.LoadHeaders([.. batch.Select(enqueued => enqueued.TaskId)], cancellationToken);
            TaskEnqueued[] needed =
            [
                .. batch.Zip(rows)
                    .Where(pair => pair.Second.Match(header => StillWaits(header, pair.First), _ => false, _ => false, _ => false))
                    .Select(pair => pair.First),
            ];
            var entries = needed.Length > 0 ? await ledger.WriteEach([.. needed.Select(TaskEvent.Of)], cancellationToken) : [];
            left =
            [
                .. batch.Zip(rows).Where(pair => pair.Second is Reading<TaskHeader>.Unavailable).Select(pair => pair.First),
                .. needed.Zip(entries)
                    .Where(pair => pair.Second.Failure is not null and not UndecodableRowException)
                    .Select(pair => pair.First),
            ];
        }
        finally
        {
            // What could not be reached goes behind the others: the next rounds try again, and it holds up nobody meanwhile.
            Replace(batch.Length, left);
        }

        return batch.Length - left.Length;
    }

    private TaskEnqueued[] Peek(TimeSpan age)
    {
        lock (_lock)
        {
            return
            [
                .. _waiting.TakeWhile(waiting => Clock.GetElapsedTime(waiting.Since) >= age)
                    .Take(BatchSize)
                    .Select(waiting => waiting.Enqueued),
            ];
        }
    }

    private void Replace(int count, TaskEnqueued[] left)
    {
        lock (_lock)
        {
            for (; count > 0; count--)
            {
                _waiting.Dequeue();
            }

            foreach (var enqueued in left)
            {
                _waiting.Enqueue((enqueued, Clock.GetTimestamp()));
            }
        }
    }
}
