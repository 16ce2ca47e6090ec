using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.StatusQuery.Waiting;

/// <summary>
/// Lets callers wait for the end of a task. The store tells of ends; since it may lose such a word, rows are also looked at once a second.
/// </summary>
internal sealed class TaskWaiter(
    TaskStore store,
    RecentRows recent,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<TaskWaiter> logger) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SubscribeInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, AwaitedEnd> _awaited = [];

    /// <summary>How many tasks somebody waits for.</summary>
    public int WaitedFor
    {
        get
        {
            lock (_lock)
            {
                return _awaited.Count;
            }
        }
    }

    /// <summary>
    /// Reads a row, and again when the task ends, for as long as the caller wants to wait and the service is not told to stop.
    /// </summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<StoredTask> Read(Guid id, TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        if (patience == TimeSpan.Zero)
        {
            return StoredTask.From(await store.Load(id, cancellationToken));
        }

        while (true)
        {
            // Before the row is read, or an end in between would go unnoticed.
            var end = Join(id);
            try
            {
                var stored = await store.Load(id, cancellationToken);
                var task = StoredTask.From(stored);
                var left = patience - clock.GetElapsedTime(start);
                if (task.Row is not { } row
                    || row.State.IsTerminal()
                    || left <= TimeSpan.Zero
                    || lifetime.ApplicationStopping.IsCancellationRequested)
                {
                    return task;
                }

                // The end that is waited for is likely to be written here.
                recent.Keep(((Reading<TaskRow>.Found)stored).Value);
                if (await end.Wait(left < LookInterval ? left : LookInterval, clock, cancellationToken) is { } ended)
                {
                    return new StoredTask(ended, IsGone: false);
                }
            }
            finally
            {
                Leave(id, end);
            }
        }
    }

    /// <summary>Hands a row that ended here, in this process, to those who wait for it: they need not read it.</summary>
    /// <param name="row">As committed; nothing changes it any more.</param>
    public void Ended(TaskSaga row) => End(row.CorrelationId, row);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var subscription = await store.OnEnd(id => End(id, null));
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (TaskStoreUnavailableException exception)
            {
                logger.LogDebug(exception, "The store does not tell of ended tasks yet");
                await Task.Delay(SubscribeInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private AwaitedEnd Join(Guid id)
    {
        lock (_lock)
        {
            if (!_awaited.TryGetValue(id, out var end))
            {
                _awaited[id] = end = new AwaitedEnd();
            }

            end.Waiters++;
            return end;
        }
    }

    private void Leave(Guid id, AwaitedEnd end)
    {
        lock (_lock)
        {
            if (--end.Waiters == 0 && _awaited.GetValueOrDefault(id) == end)
            {
                _awaited.Remove(id);
            }
        }
    }

    private void End(Guid id, TaskSaga? row)
    {
        lock (_lock)
        {
            if (_awaited.Remove(id, out var end))
            {
                end.Complete(row);
            }
        }
    }
}

/// <summary>The end of one task, for all who wait for it.</summary>
internal sealed class AwaitedEnd
{
    private readonly TaskCompletionSource<TaskSaga?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many wait.</summary>
    public int Waiters { get; set; }

    /// <summary>Ends the waiting.</summary>
    /// <param name="row">The row as it ended; <see langword="null"/> when it is not at hand.</param>
    public void Complete(TaskSaga? row) => _ended.TrySetResult(row);

    /// <summary>Waits until the end, or as long as is worth waiting.</summary>
    /// <returns>The row as it ended; <see langword="null"/> when it has to be read.</returns>
    public async Task<TaskSaga?> Wait(TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        await ((Task)_ended.Task.WaitAsync(patience, clock, cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return _ended.Task.IsCompleted ? await _ended.Task : null;
    }
}

/// <summary>What the store holds under an id.</summary>
/// <param name="Row">The row, if there is one.</param>
/// <param name="IsGone">Whether there was one.</param>
internal readonly record struct StoredTask(TaskSaga? Row, bool IsGone)
{
    /// <exception cref="TaskStoreUnavailableException">The row cannot be read.</exception>
    public static StoredTask From(Reading<TaskRow> reading) =>
        reading.Match(row => new StoredTask(row.Task, IsGone: false), isGone => new StoredTask(null, isGone));
}
