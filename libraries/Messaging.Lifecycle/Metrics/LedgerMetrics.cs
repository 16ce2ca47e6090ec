using System.Diagnostics;
using System.Diagnostics.Metrics;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Metrics;

/// <summary>
/// Counts what commits of the ledger did. A row changes by one commit in one process, however often and wherever its events arrive: so sums
/// over all processes are exact,
/// but for a commit whose answer was lost. The metrics are listed in <c>docs/operations/metrics.md</c>.
/// </summary>
public sealed class LedgerMetrics
{
    private readonly MetricNames _names;
    private readonly Counter<long> _finished;
    private readonly Counter<long> _replayed;
    private readonly Counter<long> _poisoned;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _repairs;

    /// <summary>Creates the metrics.</summary>
    /// <param name="meters">Where the meter <c>Messaging</c> comes from.</param>
    /// <param name="names">The names that metrics may carry.</param>
    public LedgerMetrics(IMeterFactory meters, MetricNames names)
    {
        _names = names;
        var meter = meters.Create(TaskTags.Meter);
        _finished = meter.CreateCounter<long>("messaging.task.finished", "{task}", "Tasks that ended.");
        _replayed = meter.CreateCounter<long>(
            "messaging.task.replayed", "{task}", "Tasks that were told to run again after they had ended.");
        _poisoned = meter.CreateCounter<long>("messaging.task.poisoned", "{task}", "Tasks that failed because they killed their workers.");
        _conflicts = meter.CreateCounter<long>(
            "messaging.ledger.conflicts", "{row}", "Rows that somebody else had changed, so that their events were applied again.");
        _repairs = meter.CreateCounter<long>(
            "messaging.ledger.repairs", "{entry}", "Entries of lists, counts and indexes that were found wrong and taken off.");
    }

    /// <summary>Counts entries that a repair found wrong.</summary>
    public void Repaired(int entries)
    {
        if (entries > 0)
        {
            _repairs.Add(entries);
        }
    }

    internal void Conflicted() => _conflicts.Add(1);

    internal void Ended(TaskSaga row)
    {
        var tags = TagsOf(row);
        if (row is { State: TaskState.Failed, LatestAttempt.Error.Type: "poison" })
        {
            _poisoned.Add(1, tags);
        }

        tags.Add(TaskTags.State, row.State.ToString().ToLowerInvariant());
        _finished.Add(1, tags);
    }

    internal void Replayed(TaskSaga row) => _replayed.Add(1, TagsOf(row));

    /// <summary>Whether anybody listens: else the tags are not worth making.</summary>
    internal bool IsHeard => _finished.Enabled || _replayed.Enabled || _poisoned.Enabled;

    private TagList TagsOf(TaskSaga row) =>
        new() { { TaskTags.Name, _names.OfTask(row.Name) }, { TaskTags.Queue, _names.OfQueue(row.Queue) } };
}
