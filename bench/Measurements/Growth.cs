using Messaging.Bench.Http;
using Messaging.Bench.Reports;

namespace Messaging.Bench.Measurements;

/// <summary>Whether a task costs the same however many are stored: the other measurements, with more and more finished tasks.</summary>
internal sealed class Growth(TaskClient client, Throughput throughput, Latency latency, Reads reads)
{
    // As many as the broker is given to hold at a time while the store is filled.
    private const int Portion = 20_000;

    private static readonly string[] Compared = ["tasksPerSecond", "p50Ms", "p99Ms", "statusReadsPerSecond"];

    /// <summary>Fills the store with tasks that were really submitted and run, and measures at each size.</summary>
    public async Task<Report> Measure(GrowthSettings settings, CancellationToken cancellationToken)
    {
        var finished = new List<Guid>();
        var parts = new List<Report>();
        foreach (var size in settings.Sizes)
        {
            await Fill(finished, size, settings.Throughput, cancellationToken);
            var stored = (await client.ReadCounts(cancellationToken)).Ended;
            Report[] reports =
            [
                await throughput.Measure(settings.Throughput, cancellationToken),
                await latency.Measure(settings.Rate, settings.Seconds, warmUpSeconds: 2, cancellationToken),
                await reads.Measure(finished, settings.Connections, settings.Seconds, cancellationToken),
            ];
            parts.Add(
                new Report(
                    Report.Ours,
                    $"{stored:N0} rows",
                    [Figure.Count("rows", "rows", stored), .. reports.SelectMany(report => report.Figures)]));
        }

        return new Report(Report.Ours, "growth", [])
        {
            Parts = [.. parts, new Report(Report.Ours, "last to first", Ratios(parts[0], parts[^1]))],
        };
    }

    private async Task Fill(List<Guid> finished, int size, ThroughputSettings settings, CancellationToken cancellationToken)
    {
        while (size - (await client.ReadCounts(cancellationToken)).Ended is var missing && (missing > 0 || finished.Count == 0))
        {
            var portion = (int)Math.Clamp(missing, settings.Batch, Portion);
            finished.AddRange(
                (await throughput.Complete(portion, settings.Batch, settings.Callers, cancellationToken)).Select(task => task.Id));
        }
    }

    private static Figure[] Ratios(Report first, Report last) =>
        [.. Compared.Select(name => Figure.Ratio(name, name, last[name] / first[name]))];
}
