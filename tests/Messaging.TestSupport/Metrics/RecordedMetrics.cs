using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.TestSupport.Metrics;

/// <summary>Listens to all that the meters of one factory tell, and to no other test's.</summary>
public sealed class RecordedMetrics : IDisposable
{
    private readonly ServiceProvider? _services;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measurements = new();

    /// <summary>Listens to a factory of its own.</summary>
    public RecordedMetrics()
        : this(new ServiceCollection().AddMetrics().BuildServiceProvider())
    {
    }

    /// <summary>Listens to the factory of a running service.</summary>
    public RecordedMetrics(IMeterFactory factory)
    {
        Factory = factory;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, Factory))
            {
                Instruments[instrument.Name] = instrument;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    private RecordedMetrics(ServiceProvider services)
        : this(services.GetRequiredService<IMeterFactory>()) => _services = services;

    public IMeterFactory Factory { get; }

    public ConcurrentDictionary<string, Instrument> Instruments { get; } = new();

    /// <summary>What was measured by itself so far: values, each with its tags.</summary>
    public (double Value, string Tags)[] Recorded(string name) =>
        [.. _measurements.Where(measurement => measurement.Name == name).Select(measurement => (measurement.Value, measurement.Tags))];

    /// <summary>What is measured when asked for.</summary>
    public (double Value, string Tags)[] Observed(string name)
    {
        var before = Recorded(name).Length;
        _listener.RecordObservableInstruments();
        return [.. Recorded(name).Skip(before)];
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services?.Dispose();
    }

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measurements.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
