using Messaging.Contracts;
using Messaging.Hosting.Loops;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Dispatch;

/// <summary>
/// Marks the rows whose commands the broker has confirmed, so that the relay leaves them alone: a little later, and only those that still wait by then.
/// What a worker has begun meanwhile needs no mark, which spares short tasks a commit. A mark that is lost costs one command more, which the worker drops.
/// </summary>
internal sealed class EnqueuedMarks(ITaskStore store, LedgerWriter ledger, IOptions<LedgerOptions> options, LoopMonitor monitor, TimeProvider clock, ILogger<EnqueuedMarks> logger)
    : BackgroundLoop("enqueued-marks", TimeSpan.FromMilliseconds(100), monitor, clock, logger)
{
    private const int BatchSize = 512;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<TaskEnqueued> _waiting = new();

    /// <summary>Well before the relay would look.</summary>
    private TimeSpan Delay => options.Value.OutboxGrace / 4 < Longest ? options.Value.OutboxGrace / 4 : Longest;

    /// <summary>Takes note of commands that the broker has confirmed.</summary>
    public void Add(IEnumerable<TaskEnqueued> confirmed)
    {
        lock (_lock)
        {
            foreach (var enqueued in confirmed)
            {
                _waiting.Enqueue(enqueued);
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            while (await Mark(DateTimeOffset.MaxValue, cancellationToken) > 0)
            {
            }
        }
        catch (TaskStoreUnavailableException exception)
        {
            logger.LogWarning(exception, "{Count} tasks were sent, but not marked so: their commands will be sent once more", _waiting.Count);
        }
    }

    /// <inheritdoc/>
    protected override async Task<bool> Round(CancellationToken cancellationToken) => await Mark(Clock.GetUtcNow() - Delay, cancellationToken) == BatchSize;

    private static bool StillWaits(TaskHeader header, TaskEnqueued enqueued) => header.State == TaskState.Queued && header.Attempt == enqueued.Attempt;

    private async Task<int> Mark(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var batch = Peek(until);
        if (batch.Length == 0)
        {
            return 0;
        }

        var rows = await store.Load([.. batch.Select(enqueued => enqueued.TaskId)], cancellationToken);
        TaskEvent[] needed = [.. batch.Zip(rows).Where(pair => pair.Second is { } row && StillWaits(TaskHeader.Read(row), pair.First)).Select(pair => TaskEvent.Of(pair.First))];
        if (needed.Length > 0)
        {
            await ledger.Write(needed, cancellationToken);
        }

        // Only now: should the store be away, the next round tries again.
        Remove(batch.Length);
        return batch.Length;
    }

    private TaskEnqueued[] Peek(DateTimeOffset until)
    {
        lock (_lock)
        {
            return [.. _waiting.TakeWhile(enqueued => enqueued.EnqueuedAt <= until).Take(BatchSize)];
        }
    }

    private void Remove(int count)
    {
        lock (_lock)
        {
            for (; count > 0; count--)
            {
                _waiting.Dequeue();
            }
        }
    }
}
