using System.Diagnostics.Metrics;
using Messaging.Lifecycle.Metrics;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Producer.Dispatch;

/// <summary>
/// Measures how late due tasks are sent, and counts attempts whose worker was lost. Listed in <c>docs/operations/metrics.md</c>.
/// </summary>
internal sealed class DispatchMetrics
{
    private readonly MetricNames _names;
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _claims;

    public DispatchMetrics(IMeterFactory meters, MetricNames names)
    {
        _names = names;
        var meter = meters.Create(TaskTags.Meter);
        _lag = meter.CreateHistogram(
            "messaging.task.dispatch.lag", "s", "How late commands of due tasks were sent.", advice: DurationBuckets.Tasks);
        _claims = meter.CreateCounter<long>(
            "messaging.task.claims.passed", "{attempt}", "Attempts that were ended because their worker was lost.");
    }

    /// <summary>Measures a command that the broker has confirmed. One that was not due, but in the outbox, is not measured.</summary>
    public void Sent(TaskSaga row, DateTimeOffset now)
    {
        if (_lag.Enabled && row.Due is { } due)
        {
            _lag.Record(
                Math.Max(0, (now - due).TotalSeconds), new KeyValuePair<string, object?>(TaskTags.Queue, _names.OfQueue(row.Queue)));
        }
    }

    /// <summary>Counts attempts whose claim has passed.</summary>
    public void Lost(IEnumerable<TaskSaga> rows)
    {
        foreach (var row in rows)
        {
            _claims.Add(
                1,
                new KeyValuePair<string, object?>(TaskTags.Name, _names.OfTask(row.Name)),
                new KeyValuePair<string, object?>(TaskTags.Queue, _names.OfQueue(row.Queue)));
        }
    }
}
