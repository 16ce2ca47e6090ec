using System.Collections.Concurrent;
using Messaging.Lifecycle.Sagas;
using Microsoft.Extensions.Logging;

namespace Messaging.Lifecycle.Storage;

/// <summary>
/// The store in terms of tasks. Each row that is asked for gets one of four answers (<see cref="Reading{T}"/>), and none of them takes
/// others with it: what cannot be decoded goes into
/// quarantine alone, and what an index or list names although there is no such row is taken off it, here and nowhere else.
/// </summary>
/// <param name="rows">Where the rows are.</param>
/// <param name="clock">Tells when a row went into quarantine.</param>
/// <param name="logger">Warns of each row that goes into quarantine; nobody when there is none.</param>
public sealed class TaskStore(IRowStore rows, TimeProvider clock, ILogger<TaskStore>? logger = null)
{
    /// <summary>
    /// Bytes of a row that nearly always hold all of it but the arguments and the result, each of which may have 256 KiB.
    /// </summary>
    private const int SummaryLength = 4096;

    private const int LongestReason = 512;
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<Guid, byte> _quarantined = [];

    /// <summary>To ask the dictionary whether it is empty takes all its locks, and this is asked for every row that is read.</summary>
    private volatile bool _hasQuarantined;

    /// <summary>Reads tasks.</summary>
    /// <returns>An answer for each, in the order given.</returns>
    public async Task<IReadOnlyList<Reading<TaskRow>>> Load(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        Reading<TaskRow>[] readings = (await Read<TaskRow>(rows.LoadEach, TaskRowCodec.Read, ids, cancellationToken))!;
        await Quarantine(readings, cancellationToken);
        return readings;
    }

    /// <summary>Reads one task.</summary>
    public async Task<Reading<TaskRow>> Load(Guid id, CancellationToken cancellationToken) => (await Load([id], cancellationToken))[0];

    /// <summary>Reads the header of a task's row.</summary>
    public async Task<Reading<TaskHeader>> LoadHeader(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return TaskRowCodec.ReadHeader(id, await rows.LoadHeader(id, cancellationToken));
        }
        catch (TaskStoreUnavailableException exception)
        {
            return new Reading<TaskHeader>.Unavailable(id, exception);
        }
    }

    /// <summary>Reads the headers of tasks' rows.</summary>
    /// <returns>An answer for each, in the order given.</returns>
    public async Task<IReadOnlyList<Reading<TaskHeader>>> LoadHeaders(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        (
            await Read<TaskHeader>(
                (some, stop) => rows.LoadBeginnings(some, TaskHeader.Length, stop), TaskRowCodec.ReadHeader, ids, cancellationToken))!;

    /// <summary>Takes tasks off the lists, counts and indexes that their rows do not belong to.</summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public Task Repair(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) => rows.Repair(ids, null, cancellationToken);

    /// <summary>Reads tasks that a list names. What has no row any more is taken off it.</summary>
    /// <param name="ids">The tasks.</param>
    /// <param name="list">The list they were found in, if not one by state.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The tasks in the order given; <see langword="null"/> for those that have no row, and those that cannot be
    /// decoded.</returns>
    /// <exception cref="TaskStoreUnavailableException">At least one of them cannot be reached.</exception>
    public async Task<IReadOnlyList<TaskSaga?>> LoadListed(IReadOnlyList<Guid> ids, TaskList? list, CancellationToken cancellationToken) =>
        await Listed(await Load(ids, cancellationToken), list, cancellationToken);

    /// <summary>
    /// The same without the tasks' arguments and results, which may be large: the store is asked for the beginnings of rows.
    /// </summary>
    /// <inheritdoc cref="LoadListed"/>
    public async Task<IReadOnlyList<TaskSaga?>> LoadSummaries(IReadOnlyList<Guid> ids, TaskList? list, CancellationToken cancellationToken)
    {
        var summaries = await Read<TaskRow>(
            (some, stop) => rows.LoadBeginnings(some, SummaryLength, stop),
            (id, row) => TaskRowCodec.ReadSummary(id, row, SummaryLength),
            ids,
            cancellationToken);
        var whole = new Queue<Reading<TaskRow>>(await Load([.. ids.Where((_, i) => summaries[i] is null)], cancellationToken));
        Reading<TaskRow>[] readings = [.. summaries.Select(summary => summary ?? whole.Dequeue())];
        await Quarantine(readings, cancellationToken);
        return await Listed(readings, list, cancellationToken);
    }

    /// <summary>
    /// Takes tasks whose time in an index has come, and moves that time to the end of a lease: a taker that dies leaves them to the next.
    /// Rows in a state of a later release
    /// are left to those who know it.
    /// </summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached; some may be leased.</exception>
    public async Task<LeasedTasks> Lease(
        TaskIndex index, DateTimeOffset now, TimeSpan duration, int limit, CancellationToken cancellationToken)
    {
        var ids = await rows.Lease(index, now, duration, limit, cancellationToken);
        var readings = await Load(ids, cancellationToken);
        if (ids.Count > 0 && readings.All(reading => reading is Reading<TaskRow>.Unavailable))
        {
            throw new TaskStoreUnavailableException(((Reading<TaskRow>.Unavailable)readings[0]).Failure);
        }

        await LeaveVanished(readings, null, cancellationToken);
        return new LeasedTasks(
            ids.Count,
            [.. readings.OfType<Reading<TaskRow>.Found>().Select(found => found.Value.Task)],
            [.. readings.OfType<Reading<TaskRow>.Missing>().Where(missing => !missing.IsGone).Select(missing => missing.Id)]);
    }

    /// <summary>Writes rows whose versions are as expected. Each row is atomic by itself.</summary>
    /// <param name="changes">At most one per row.</param>
    /// <param name="cancellationToken">Stops waiting, not writing.</param>
    /// <returns>In the order given: <see langword="null"/> for what was written, else what is there instead. Of one that could not be
    /// reached nobody knows whether it was written.</returns>
    public async Task<IReadOnlyList<Reading<TaskRow>?>> Commit(IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return [];
        }

        IReadOnlyList<CommitResult> results;
        try
        {
            results = await rows.Commit(changes, cancellationToken);
        }
        catch (TaskStoreUnavailableException exception)
        {
            return [.. changes.Select(change => new Reading<TaskRow>.Unavailable(change.Id, exception))];
        }

        var instead = new Reading<TaskRow>?[changes.Count];
        for (var i = 0; i < instead.Length; i++)
        {
            instead[i] = results[i].Failure is { } failure ? new Reading<TaskRow>.Unavailable(changes[i].Id, failure)
                : results[i].IsCommitted ? null
                : TaskRowCodec.Read(changes[i].Id, results[i].Current);
        }

        await Quarantine(instead.OfType<Reading<TaskRow>>(), cancellationToken);
        return instead;
    }

    /// <summary>
    /// Reads how many tasks an index holds, and some of those whose time comes first, without their arguments and results. Takes none: what
    /// is leased is among them, at the end of its lease.
    /// </summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<(long Count, IReadOnlyList<TaskSaga> First)> Read(TaskIndex index, int limit, CancellationToken cancellationToken)
    {
        var reading = await rows.Read(index, limit, cancellationToken);
        return (reading.Count, [.. (await LoadSummaries(reading.First, null, cancellationToken)).OfType<TaskSaga>()]);
    }

    /// <inheritdoc cref="IRowStore.List"/>
    public Task<IReadOnlyList<TaskCursor>> List(TaskListRange range, CancellationToken cancellationToken) =>
        rows.List(range, cancellationToken);

    /// <inheritdoc cref="IRowStore.Count"/>
    public Task<IReadOnlyList<TaskCount>> Count(CancellationToken cancellationToken) => rows.Count(cancellationToken);

    /// <inheritdoc cref="IRowStore.CountFailures"/>
    public Task<IReadOnlyList<FailureCount>> CountFailures(CancellationToken cancellationToken) => rows.CountFailures(cancellationToken);

    /// <inheritdoc cref="IRowStore.CountOf"/>
    public Task<long> CountOf(TaskList list, CancellationToken cancellationToken) => rows.CountOf(list, cancellationToken);

    /// <inheritdoc cref="IRowStore.Oldest"/>
    public Task<IReadOnlyList<TaskCursor>> Oldest(TaskState state, CancellationToken cancellationToken) =>
        rows.Oldest(state, cancellationToken);

    /// <inheritdoc cref="IRowStore.OnEnd"/>
    public Task<IAsyncDisposable> OnEnd(Action<Guid> callback) => rows.OnEnd(callback);

    /// <inheritdoc cref="IRowStore.Changes"/>
    public Task<TaskChanges> Changes(string? position, int limit, CancellationToken cancellationToken) =>
        rows.Changes(position, limit, cancellationToken);

    /// <inheritdoc cref="IRowStore.Ping"/>
    public Task Ping(CancellationToken cancellationToken) => rows.Ping(cancellationToken);

    /// <inheritdoc cref="IRowStore.Quarantined"/>
    public Task<QuarantineReading> Quarantined(int limit, CancellationToken cancellationToken) =>
        rows.Quarantined(limit, cancellationToken);

    /// <summary>Ends the quarantine of tasks: somebody has mended or removed what was stored.</summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    internal async Task Release(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        await rows.Release(ids, cancellationToken);
        foreach (var id in ids)
        {
            _quarantined.TryRemove(id, out _);
        }
    }

    private async Task<TaskSaga?[]> Listed(IReadOnlyList<Reading<TaskRow>> readings, TaskList? list, CancellationToken cancellationToken)
    {
        TaskSaga?[] tasks =
        [
            .. readings.Select(reading =>
                reading.Match<TaskSaga?>(
                    row => row.Task, _ => null, _ => null, failure => throw new TaskStoreUnavailableException(failure.Message, failure))),
        ];
        await LeaveVanished(readings, list, cancellationToken);
        return tasks;
    }

    /// <summary>
    /// Asks for rows. Whatever happens, there is an answer for each; <see langword="null"/> where what was read does not tell.
    /// </summary>
    private static async Task<Reading<T>?[]> Read<T>(
        Func<IReadOnlyList<Guid>, CancellationToken, Task<IReadOnlyList<RowReading>>> load,
        Func<Guid, byte[]?, Reading<T>?> decode,
        IReadOnlyList<Guid> ids,
        CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        IReadOnlyList<RowReading> read;
        try
        {
            read = await load(ids, cancellationToken);
        }
        catch (TaskStoreUnavailableException exception)
        {
            return [.. ids.Select(id => new Reading<T>.Unavailable(id, exception))];
        }

        var readings = new Reading<T>?[ids.Count];
        for (var i = 0; i < readings.Length; i++)
        {
            readings[i] = read[i].Failure is { } failure ? new Reading<T>.Unavailable(ids[i], failure) : decode(ids[i], read[i].Value);
        }

        return readings;
    }

    private async Task LeaveVanished(IEnumerable<Reading<TaskRow>> readings, TaskList? list, CancellationToken cancellationToken)
    {
        // What is in quarantine was taken off the lists that are counted.
        Guid[] vanished =
        [
            .. readings.Where(reading =>
                reading is Reading<TaskRow>.Missing
                    || (list is not null && reading is Reading<TaskRow>.LeftAlone { Reason: UndecodableRowException }))
                .Select(reading => reading.Id),
        ];
        if (vanished.Length > 0)
        {
            // Nobody knows any more which other lists they were in.
            await rows.Repair(vanished, list, cancellationToken);
        }
    }

    /// <summary>What is met again and again costs a word to the store once.</summary>
    private async Task Quarantine(IEnumerable<Reading<TaskRow>> readings, CancellationToken cancellationToken)
    {
        var found = new List<QuarantinedRow>();
        foreach (var reading in readings)
        {
            if (reading is Reading<TaskRow>.LeftAlone { Reason: UndecodableRowException { InnerException: { } cause } }
                && !_quarantined.ContainsKey(reading.Id))
            {
                found.Add(
                    new QuarantinedRow(reading.Id, cause.Message[..Math.Min(cause.Message.Length, LongestReason)], clock.GetUtcNow()));
            }
            else if (_hasQuarantined && reading is Reading<TaskRow>.Found)
            {
                // Somebody has mended it, and another process may have ended its quarantine.
                _quarantined.TryRemove(reading.Id, out _);
            }
        }

        if (found.Count == 0)
        {
            return;
        }

        try
        {
            await rows.Quarantine(found, cancellationToken);
        }
        catch (TaskStoreUnavailableException exception)
        {
            logger?.LogDebug(exception, "Rows that cannot be read are not in quarantine yet");
            return;
        }

        foreach (var row in found)
        {
            if (_quarantined.Count < MaxRemembered)
            {
                _quarantined.TryAdd(row.Id, 0);
                _hasQuarantined = true;
            }

            logger?.LogWarning("What is stored of task {TaskId} cannot be read and is in quarantine: {Reason}", row.Id, row.Reason);
        }
    }
}

/// <summary>
/// What a lease of an index has brought. Rows that cannot be used have been dealt with, and those that cannot be reached come back when
/// their leases end.
/// </summary>
/// <param name="Count">How many ids were taken: as long as that is more than none, there may be others.</param>
/// <param name="Tasks">The tasks that are there, as they are now: they may have moved on since the index was written.</param>
/// <param name="Vanished">Tasks of which there is not even a tombstone. They have been taken off the index.</param>
public sealed record LeasedTasks(int Count, IReadOnlyList<TaskSaga> Tasks, IReadOnlyList<Guid> Vanished);
