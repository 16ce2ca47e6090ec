using Messaging.Contracts;
using Messaging.Lifecycle.Metrics;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Options;

namespace Messaging.Lifecycle.Ledger;

/// <summary>
/// The only way a row changes: load the rows that the events touch, raise each event on the state machine, commit with compare-and-set;
/// rows that somebody else changed meanwhile are taken as they are now, and their events applied again. Rows in a state of a later release
/// are left alone.
/// </summary>
/// <param name="store">Where the rows are.</param>
/// <param name="raiser">Raises an event on a row.</param>
/// <param name="options">How long rows are kept.</param>
/// <param name="recent">Rows that need not be loaded.</param>
/// <param name="metrics">Where commits are counted; nowhere when there is none.</param>
public sealed class TaskLedger(
    TaskStore store, TaskEventRaiser raiser, IOptions<LedgerOptions> options, RecentRows recent, LedgerMetrics? metrics = null)
{
    private const int MaxCommitAttempts = 64;

    /// <summary>Applies events, many tasks at once. Applying one twice changes nothing.</summary>
    /// <returns>An entry per event, in the order given. Rows that cannot be reached while others can have entries that say so.</returns>
    /// <exception cref="TaskStoreUnavailableException">No row could be reached. Some events may have been applied all the same: apply them
    /// again.</exception>
    public async Task<IReadOnlyList<LedgerEntry>> Apply(IReadOnlyList<TaskEvent> events, CancellationToken cancellationToken)
    {
        var groups = Group(events);
        // A submission is nearly always the first that is heard of a task: to assume so saves a reading, and if it is wrong, the commit
        // returns the row.
        foreach (var group in groups.Where(group => events[group.Positions[0]].Message is not TaskSubmitted))
        {
            group.IsAssumed = recent.TryTake(group.TaskId, out var stored);
            group.IsToBeRead = !group.IsAssumed;
            group.Row = group.IsAssumed ? TaskRowCodec.Read(group.TaskId, stored) : group.Row;
        }

        var entries = new LedgerEntry[events.Count];
        var lost = 0;
        TaskStoreUnavailableException? last = null;
        var pending = groups;
        for (var round = 0; pending.Count > 0; round++)
        {
            if (round == MaxCommitAttempts)
            {
                var busy = new TaskStoreUnavailableException(
                    $"{pending.Count} rows were changed by others {MaxCommitAttempts} times in a row.");
                Fail(pending, busy);
            }
            else
            {
                await Load([.. pending.Where(group => group.IsToBeRead)], cancellationToken);
                pending = await ApplyOnce(pending, events, entries, cancellationToken);
            }

            if (pending.Exists(group => group.Failure is not null))
            {
                foreach (var group in pending.Where(group => group.Failure is not null))
                {
                    // The store has answered: events of other rows have nothing to wait for.
                    if (group.Failure is not RowLeftAloneException)
                    {
                        last = group.Failure;
                        lost++;
                    }

                    group.Positions.ForEach(position => entries[position] = new LedgerEntry(null, false) { Failure = group.Failure });
                }

                pending = [.. pending.Where(group => group.Failure is null)];
            }
        }

        return last is null || lost < groups.Count ? entries : throw new TaskStoreUnavailableException(last.Message, last);
    }

    private static List<RowEvents> Group(IReadOnlyList<TaskEvent> events)
    {
        var groups = new List<RowEvents>();
        var byId = new Dictionary<Guid, RowEvents>(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            if (!byId.TryGetValue(events[i].TaskId, out var group))
            {
                byId[events[i].TaskId] = group = new RowEvents(events[i].TaskId);
                groups.Add(group);
            }

            group.Positions.Add(i);
        }

        return groups;
    }

    private async Task Load(IReadOnlyList<RowEvents> groups, CancellationToken cancellationToken)
    {
        var rows = await store.Load([.. groups.Select(group => group.TaskId)], cancellationToken);
        for (var i = 0; i < groups.Count; i++)
        {
            groups[i].Found(rows[i]);
        }
    }

    private static void Fail(IReadOnlyList<RowEvents> groups, TaskStoreUnavailableException failure)
    {
        foreach (var group in groups)
        {
            group.Failure = failure;
        }
    }

    /// <summary>
    /// Applies and commits; returns what others changed meanwhile, with the rows as they are now, what cannot be told without reading the
    /// row, and what could not be reached.
    /// </summary>
    private async Task<List<RowEvents>> ApplyOnce(
        List<RowEvents> pending, IReadOnlyList<TaskEvent> events, LedgerEntry[] entries, CancellationToken cancellationToken)
    {
        var again = new List<RowEvents>();
        var changed = new List<RowEvents>();
        var changes = new List<RowChange>();
        foreach (var group in pending)
        {
            if (group.Failure is not null)
            {
                again.Add(group);
            }
            else if (await Change(group, events, entries) is { } change)
            {
                changed.Add(group);
                changes.Add(change);
            }
            else if (group.Failure is not null)
            {
                again.Add(group);
            }
            else if (group.IsAssumed)
            {
                // Nothing is written, so nothing would show that the row is another by now, or gone.
                group.IsToBeRead = true;
                again.Add(group);
            }
        }

        var instead = await store.Commit(changes, cancellationToken);
        for (var i = 0; i < instead.Count; i++)
        {
            if (instead[i] is { } row)
            {
                changed[i].Found(row);
                again.Add(changed[i]);
                if (changed[i].Failure is null)
                {
                    metrics?.Conflicted();
                }

                continue;
            }

            Count(changed[i], changes[i]);
            if (TaskHeader.Read(changes[i].Value).State is { } state && !state.IsTerminal())
            {
                recent.Keep(changes[i].Id, changes[i].Value);
            }
        }

        return again;
    }

    private void Count(RowEvents committed, RowChange change)
    {
        if (metrics is not { IsHeard: true } || committed.Saga is not { } row)
        {
            return;
        }

        if (change.IsEnd)
        {
            metrics.Ended(row);
        }

        if (row.Replay?.RequestedAt != committed.ReplayedBefore)
        {
            metrics.Replayed(row);
        }
    }

    private async Task<RowChange?> Change(RowEvents group, IReadOnlyList<TaskEvent> events, LedgerEntry[] entries)
    {
        var (saga, stored) = group.Row.Match<(TaskSaga?, byte[]?)>(
            row => (row.Task, row.Stored),
            isGone => (isGone ? null : new TaskSaga { CorrelationId = group.TaskId }, null),
            _ => throw new InvalidOperationException("A row that is left alone is not changed."),
            _ => throw new InvalidOperationException("A row that was not read is not changed."));
        var version = stored is null ? 0 : TaskHeader.Read(stored).Version;
        for (var i = 0; i < group.Positions.Count; i++)
        {
            entries[group.Positions[i]] = new LedgerEntry(saga, saga is not null && stored is null && i == 0);
        }

        if (saga is null || (stored is not null && saga.State == TaskState.Unknown && IsLeftAlone(group, saga, events)))
        {
            return null;
        }

        (group.Saga, group.ReplayedBefore) = (saga, saga.Replay?.RequestedAt);
        var before = stored is null ? default : TaskIndexEntry.Of(saga, options.Value);
        var hadEnded = stored is not null && saga.State.IsTerminal();
        foreach (var position in group.Positions)
        {
            await raiser.Raise(saga, events[position]);
        }

        saga.Version = (int)version + 1;
        var value = TaskRowCodec.Encode(saga, version + 1);
        if (stored is not null && TaskRowCodec.SaysTheSame(stored, value))
        {
            saga.Version = (int)version;
            return null;
        }

        return new RowChange
        {
            Id = group.TaskId,
            ExpectedVersion = version,
            Value = value,
            Before = before,
            After = TaskIndexEntry.Of(saga, options.Value),
            IsEnd = saga.State.IsTerminal() && !hadEnded,
        };
    }

    /// <summary>
    /// Nobody here can tell what events mean in a state of a later release. One that was seen a while ago may have left it since.
    /// </summary>
    private static bool IsLeftAlone(RowEvents group, TaskSaga saga, IReadOnlyList<TaskEvent> events)
    {
        // In every state only the first submission counts.
        var isRepeat = saga.SubmittedAt is not null && group.Positions.TrueForAll(position => events[position].Message is TaskSubmitted);
        group.Failure = isRepeat || group.IsAssumed ? null : new NewerRowException(group.TaskId);
        return true;
    }

    private sealed class RowEvents(Guid taskId)
    {
        public Guid TaskId { get; } = taskId;

        /// <summary>Places of this row's events in the list that was given.</summary>
        public List<int> Positions { get; } = [];

        /// <summary>The row as it was read, or is assumed to be.</summary>
        public Reading<TaskRow> Row { get; set; } = new Reading<TaskRow>.Missing(taskId, IsGone: false);

        /// <summary>The row with its events.</summary>
        public TaskSaga? Saga { get; set; }

        /// <summary>When it was last told to run again, before these events.</summary>
        public DateTimeOffset? ReplayedBefore { get; set; }

        /// <summary>Whether <see cref="Row"/> is what this process saw last, and not what the store has said since.</summary>
        public bool IsAssumed { get; set; }

        public bool IsToBeRead { get; set; }

        /// <summary>Why the row could not be read or written.</summary>
        public TaskStoreUnavailableException? Failure { get; set; }

        public void Found(Reading<TaskRow> row)
        {
            (Row, IsAssumed, IsToBeRead) = (row, false, false);
            Failure = row.Match<TaskStoreUnavailableException?>(_ => null, _ => null, reason => reason, failure => failure);
        }
    }
}
