using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Messaging.Lifecycle.Batching;

/// <summary>
/// All coalescers of a process: what their metrics and their health are read from. The metrics are listed in
/// <c>docs/operations/metrics.md</c>.
/// </summary>
public sealed class CoalescerMonitor
{
    private readonly ConcurrentDictionary<CoalescerState, byte> _coalescers = new();
    private readonly TimeProvider _clock;

    /// <summary>Creates the metrics.</summary>
    /// <param name="meters">Where the meter <c>Messaging</c> comes from.</param>
    /// <param name="clock">Measures how long flushes take.</param>
    public CoalescerMonitor(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create("Messaging");
        BatchSize = meter.CreateHistogram(
            "messaging.coalescer.batch.size",
            "{item}",
            "Items that were flushed together.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500] });
        FlushDuration = meter.CreateHistogram(
            "messaging.coalescer.flush.duration",
            "s",
            "How long flushes took, failed ones too.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
            });
        FlushFailures = meter.CreateCounter<long>(
            "messaging.coalescer.flush.failures", "{flush}", "Flushes some or all of whose items were handed back with an error.");
        meter.CreateObservableUpDownCounter(
            "messaging.coalescer.queue.depth",
            () => Measure(coalescer => coalescer.Depth),
            "{item}",
            "Items that wait for the next flush.");
        meter.CreateObservableGauge(
            "messaging.coalescer.flush.age",
            () => Measure(coalescer => coalescer.FlushAge.TotalSeconds),
            "s",
            "How long the flush under way has taken so far; 0 when there is none.");
    }

    /// <summary>The coalescers that have not been disposed.</summary>
    public IEnumerable<CoalescerState> Coalescers => _coalescers.Keys;

    internal Histogram<int> BatchSize { get; }

    internal Histogram<double> FlushDuration { get; }

    internal Counter<long> FlushFailures { get; }

    internal CoalescerState Add(string name, Func<int> depth)
    {
        var state = new CoalescerState(name, depth, this, _clock);
        _coalescers.TryAdd(state, 0);
        return state;
    }

    internal void Remove(CoalescerState state) => _coalescers.TryRemove(state, out _);

    /// <summary>One value per name: a process may have several of one name.</summary>
    private IEnumerable<Measurement<double>> Measure(Func<CoalescerState, double> read) =>
        Coalescers.GroupBy(coalescer => coalescer.Name)
            .Select(
                named => new Measurement<double>(named.Sum(read), new KeyValuePair<string, object?>(CoalescerState.Attribute, named.Key)));
}
