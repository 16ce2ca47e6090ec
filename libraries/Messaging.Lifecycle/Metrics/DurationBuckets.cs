using System.Diagnostics.Metrics;

namespace Messaging.Lifecycle.Metrics;

/// <summary>Bounds of histograms of durations, in seconds: tasks take milliseconds or half an hour.</summary>
public static class DurationBuckets
{
    /// <summary>From 5 milliseconds to an hour.</summary>
    public static InstrumentAdvice<double> Tasks { get; } = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 1800, 3600],
    };
}
