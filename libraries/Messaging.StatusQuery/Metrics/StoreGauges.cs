using System.Diagnostics.Metrics;
using Messaging.Lifecycle.Metrics;
using Messaging.Lifecycle.Sagas;

namespace Messaging.StatusQuery.Metrics;

/// <summary>
/// Shows what the store held when it was last read. Every replica shows the same: take the maximum over them, never the sum. Listed in
/// <c>docs/operations/metrics.md</c>.
/// </summary>
internal sealed class StoreGauges
{
    /// <summary>Older readings are not shown: nothing says more than what was true once.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock;
    private readonly Instrument[] _instruments;
    private volatile StoreReading? _latest;
    private volatile HashSet<string> _queues = [];
    private volatile HashSet<(string Queue, TaskState State)> _watched = [];

    public StoreGauges(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create(TaskTags.Meter);
        _instruments =
        [
            meter.CreateObservableGauge(
                "messaging.ledger.tasks", Tasks, "{task}", "Tasks in each state, those included that have ended and are still kept."),
            meter.CreateObservableGauge("messaging.ledger.oldest.age", Oldest, "s", "How long the oldest task of a state has been in it."),
            meter.CreateObservableGauge(
                "messaging.ledger.due.depth", () => One(reading => reading.Due), "{task}", "Tasks that wait for a time."),
            meter.CreateObservableGauge(
                "messaging.ledger.due.lag",
                () => One(reading => reading.DueLag),
                "s",
                "How late the latest due task is that was not sent."),
            meter.CreateObservableGauge(
                "messaging.ledger.outbox.depth",
                () => One(reading => reading.Outbox),
                "{task}",
                "Tasks whose command the broker has not confirmed."),
            meter.CreateObservableGauge(
                "messaging.ledger.outbox.age",
                () => One(reading => reading.OutboxAge),
                "s",
                "How long the oldest command has not been confirmed."),
            meter.CreateObservableGauge(
                "messaging.ledger.quarantined", () => One(reading => reading.Quarantined), "{task}", "Stored tasks that cannot be read."),
            meter.CreateObservableGauge(
                "messaging.worker.known", Workers, "{worker}", "Workers that are heard of, and those that are not any more."),
        ];
    }

    /// <summary>Whether anybody listens: else there is no need to read.</summary>
    public bool IsHeard => _instruments.Any(instrument => instrument.Enabled);

    /// <summary>Takes a new reading.</summary>
    public void Show(StoreReading reading)
    {
        // A queue that was shown once is shown at 0: who has seen a number must see it end.
        _queues = [.. _queues, .. reading.Tasks.Keys.Select(key => key.Queue)];
        _watched = [.. _watched, .. reading.Oldest.Keys];
        _latest = reading;
    }

    private static KeyValuePair<string, object?>[] TagsOf(string queue, TaskState state) =>
        [new(TaskTags.Queue, queue), new(TaskTags.State, state.ToString().ToLowerInvariant())];

    private StoreReading? Fresh() => _latest is { } latest && _clock.GetElapsedTime(latest.ReadAt) <= Life ? latest : null;

    private IEnumerable<Measurement<T>> One<T>(Func<StoreReading, T> read)
        where T : struct => Fresh() is { } reading ? [new Measurement<T>(read(reading))] : [];

    private IEnumerable<Measurement<long>> Tasks() => Fresh() is { } reading
        ? _queues.SelectMany(queue =>
            Enum.GetValues<TaskState>()
                .Select(state => new Measurement<long>(reading.Tasks.GetValueOrDefault((queue, state)), TagsOf(queue, state))))
        : [];

    private IEnumerable<Measurement<double>> Oldest() => Fresh() is { } reading
        ? _watched.Select(
            watched => new Measurement<double>(reading.Oldest.GetValueOrDefault(watched), TagsOf(watched.Queue, watched.State)))
        : [];

    private IEnumerable<Measurement<int>> Workers() => Fresh() is { } reading
        ?
        [
            new(reading.WorkersAlive, new KeyValuePair<string, object?>("state", "alive")),
            new(reading.WorkersLost, new KeyValuePair<string, object?>("state", "lost")),
        ]
        : [];
}
