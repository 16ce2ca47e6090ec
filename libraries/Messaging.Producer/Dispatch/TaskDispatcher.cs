using Messaging.Contracts;
using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Dispatch;

/// <summary>
/// Gets commands from rows to the broker: at once for what was just accepted, later for what is due or what never got there. Any number of
/// Producers
/// may do so on one store: a row that was taken is leased, and a command that is sent twice is run once or dropped by the worker.
/// </summary>
internal sealed class TaskDispatcher(
    TaskStore store,
    LedgerWriter ledger,
    CommandSender sender,
    EnqueuedTracker marks,
    TimeProvider clock,
    ILogger<TaskDispatcher> logger,
    DispatchMetrics? metrics = null)
{
    private const int BatchSize = 256;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>Sends the commands of rows that were just accepted. What the broker does not confirm is left to the relay.</summary>
    /// <returns>How many it has confirmed.</returns>
    public async Task<int> TrySend(IReadOnlyList<TaskSaga> rows)
    {
        var sent = await Task.WhenAll(rows.Select(async row =>
        {
            var command = CommandOf(row);
            return await sender.TrySend(command, CancellationToken.None) ? EnqueuedNow(command) : null;
        }));
        var enqueued = sent.OfType<TaskEnqueued>().ToArray();
        marks.Add(enqueued);
        return enqueued.Length;
    }

    /// <summary>Sends one batch of what an index holds ready.</summary>
    /// <returns>How many rows were taken.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="Hosting.Routing.BrokerUnavailableException">The broker did not confirm a single command.</exception>
    public async Task<int> DispatchReady(TaskIndex index, CancellationToken cancellationToken)
    {
        var leased = await store.Lease(index, clock.GetUtcNow(), Lease, BatchSize, cancellationToken);
        var sagas = leased.Tasks.Where(saga => IsReady(saga, index)).ToArray();
        Guid[] misplaced = index == TaskIndex.Due
            ? [.. leased.Tasks.Where(saga => TaskIndexEntry.DueOf(saga) is null).Select(saga => saga.CorrelationId)]
            : [];
        if (misplaced.Length > 0)
        {
            // A release that does not know of deadlines in this index leaves them there.
            await store.Repair(misplaced, cancellationToken);
        }

        var events = await Task.WhenAll(sagas.Select(saga => Dispatch(saga, cancellationToken)));
        var confirmed = events.OfType<TaskEvent>().ToArray();
        if (confirmed.Length > 0)
        {
            await ledger.Write(confirmed, cancellationToken);
        }
        else if (sagas.Length > 0)
        {
            throw new Hosting.Routing.BrokerUnavailableException($"The broker confirmed none of {sagas.Length} commands.");
        }

        return leased.Count;
    }

    /// <summary>Sends what is due, for a caller who has just made it so. What fails is left to the mover.</summary>
    public async Task TryDispatchDue()
    {
        try
        {
            await DispatchReady(TaskIndex.Due, CancellationToken.None);
        }
        catch (Exception exception) when (exception is TaskStoreUnavailableException or Hosting.Routing.BrokerUnavailableException)
        {
            logger.LogDebug(exception, "What was asked for at once is left to the mover");
        }
    }

    /// <summary>A row may have moved on between its lease and its reading.</summary>
    private bool IsReady(TaskSaga saga, TaskIndex index) => index switch
    {
        TaskIndex.Due => saga.Due is not null || TaskIndexEntry.ExpiryOf(saga) <= clock.GetUtcNow(),
        _ => saga.State == TaskState.Queued && saga.EnqueuedAttempt < saga.Attempt,
    };

    private async Task<TaskEvent?> Dispatch(TaskSaga saga, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (saga.ActiveCancel is not null)
        {
            return TaskEvent.Of(new TaskCanceled { TaskId = saga.CorrelationId, Attempt = saga.NextAttempt, FinishedAt = now });
        }

        if (saga.Deadline <= now)
        {
            return TaskEvent.Of(new TaskExpired { TaskId = saga.CorrelationId, Attempt = saga.NextAttempt, FinishedAt = now });
        }

        if (saga.Arguments is null)
        {
            return TaskEvent.Of(GivenUp(saga, now));
        }

        var command = CommandOf(saga);
        if (!await sender.TrySend(command, cancellationToken))
        {
            return null;
        }

        metrics?.Sent(saga, clock.GetUtcNow());
        DispatchSpans.TellWait(saga, now);
        return TaskEvent.Of(EnqueuedNow(command));
    }

    /// <summary>A command that was sent past Producer: its arguments were never told, and another attempt must not run with none.</summary>
    private static TaskAttemptFailed GivenUp(TaskSaga saga, DateTimeOffset now)
    {
        const string reason = "There is no further attempt: the command did not come from Producer, so its arguments are not known.";
        var error = saga.LatestAttempt?.Error;
        return new TaskAttemptFailed
        {
            TaskId = saga.CorrelationId,
            Attempt = saga.Attempt,
            FinishedAt = now,
            Worker = saga.LatestAttempt?.Worker ?? "",
            Error = error is null
                ? new TaskError { Type = "arguments-unknown", Message = reason }
                : error with { Message = $"{error.Message} {reason}" },
        };
    }

    private TaskEnqueued EnqueuedNow(RunTask command) =>
        new() { TaskId = command.TaskId, Attempt = command.Attempt, EnqueuedAt = clock.GetUtcNow() };

    private static RunTask CommandOf(TaskSaga row) => new()
    {
        TaskId = row.CorrelationId,
        Name = row.Name ?? "",
        Arguments = row.Arguments ?? throw new InvalidOperationException($"The arguments of task {row.CorrelationId} are not known."),
        Attempt = row.NextAttempt,
        Deferrals = row.Deferrals,
        Queue = row.Queue ?? "default",
        Retry = row.Retry,
        TimeLimit = row.TimeLimit,
        ExpiresAt = row.Deadline,
        ReadyAt = row.Due ?? row.SubmittedAt,
        Key = row.Key,
        TraceParent = row.TraceParent,
        TraceState = row.TraceState,
        TraceLinks = DispatchSpans.LinksOf(row),
    };
}

/// <summary>Sends what an index holds ready, again and again: one loop relays the outbox, one moves due tasks.</summary>
internal sealed class DispatchLoop(
    TaskIndex index,
    TaskDispatcher dispatcher,
    IOptions<ProducerOptions> options,
    LoopMonitor monitor,
    TimeProvider clock,
    ILogger<DispatchLoop> logger)
    : BackgroundLoop($"dispatch-{index.ToString().ToLowerInvariant()}", options.Value.DispatchInterval, monitor, clock, logger)
{
    protected override async Task<bool> Execute(CancellationToken cancellationToken) =>
        await dispatcher.DispatchReady(index, cancellationToken) > 0;
}

/// <summary>Sends what is due as soon as something in this process says that a task has become due, before the loop looks again.</summary>
internal sealed class PromptDispatch(DispatchSignal signal, TaskDispatcher dispatcher) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        signal.Raised += DispatchDue;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        signal.Raised -= DispatchDue;
        return Task.CompletedTask;
    }

    private void DispatchDue() => _ = dispatcher.TryDispatchDue();
}
