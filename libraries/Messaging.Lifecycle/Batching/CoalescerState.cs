using System.Diagnostics;

namespace Messaging.Lifecycle.Batching;

/// <summary>How a coalescer is doing.</summary>
public sealed class CoalescerState
{
    internal const string Attribute = "messaging.coalescer";

    private const long Idle = long.MinValue;
    private static readonly TimeSpan StallsAfter = TimeSpan.FromSeconds(30);

    private readonly Func<int> _depth;
    private readonly CoalescerMonitor _monitor;
    private readonly TimeProvider _clock;
    private readonly KeyValuePair<string, object?> _tag;
    private long _begun = Idle;

    internal CoalescerState(string name, Func<int> depth, CoalescerMonitor monitor, TimeProvider clock)
    {
        Name = name;
        _depth = depth;
        _monitor = monitor;
        _clock = clock;
        _tag = new KeyValuePair<string, object?>(Attribute, name);
    }

    /// <summary>Its name, as shown in health and metrics.</summary>
    public string Name { get; }

    /// <summary>Items that wait for the next flush.</summary>
    public int Depth => _depth();

    /// <summary>How long the flush under way has taken so far; zero when there is none.</summary>
    public TimeSpan FlushAge => Volatile.Read(ref _begun) is var begun && begun != Idle ? _clock.GetElapsedTime(begun) : TimeSpan.Zero;

    /// <summary>Whether that is longer than a healthy flush takes: everything behind it waits.</summary>
    public bool IsStalled => FlushAge > StallsAfter;

    internal void BeginFlush(int items)
    {
        Volatile.Write(ref _begun, _clock.GetTimestamp());
        _monitor.BatchSize.Record(items, _tag);
    }

    internal void EndFlush(Exception? failure)
    {
        var seconds = FlushAge.TotalSeconds;
        Volatile.Write(ref _begun, Idle);
        if (failure is null)
        {
            _monitor.FlushDuration.Record(seconds, _tag);
            return;
        }

        var tags = new TagList { _tag, new KeyValuePair<string, object?>("error.type", failure.GetType().FullName) };
        _monitor.FlushDuration.Record(seconds, tags);
        _monitor.FlushFailures.Add(1, tags);
    }

    internal void End() => _monitor.Remove(this);
}
