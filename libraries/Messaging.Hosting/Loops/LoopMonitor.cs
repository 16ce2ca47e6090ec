using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Messaging.Hosting.Loops;

/// <summary>
/// All background loops of a process: what health and the metric <c>messaging.loop.age</c> (seconds since the last good round) are read
/// from.
/// </summary>
public sealed class LoopMonitor : IDisposable
{
    private readonly ConcurrentDictionary<string, LoopState> _loops = new(StringComparer.Ordinal);
    private readonly Meter _meter;

    /// <summary>Creates the metric.</summary>
    /// <param name="meters">Where the meter <c>Messaging</c> comes from; one of its own when there is none.</param>
    public LoopMonitor(IMeterFactory? meters = null)
    {
        _meter = meters?.Create("Messaging") ?? new Meter("Messaging");
        _meter.CreateObservableGauge(
            "messaging.loop.age",
            () =>
                _loops.Values.Select(
                    loop => new Measurement<double>(loop.Age.TotalSeconds, new KeyValuePair<string, object?>("loop", loop.Name))),
            "s",
            "Time since the last round of a background loop that did not fail.");
    }

    /// <summary>The loops.</summary>
    public IEnumerable<LoopState> Loops => _loops.Values;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Add(LoopState loop) => _loops[loop.Name] = loop;
}
