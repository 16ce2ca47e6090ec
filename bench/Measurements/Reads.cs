using System.Diagnostics;
using Messaging.Bench.Http;
using Messaging.Bench.Load;
using Messaging.Bench.Reports;
using Messaging.Bench.Timing;

namespace Messaging.Bench.Measurements;

/// <summary>How many times a second the status of finished tasks can be asked for.</summary>
internal sealed class Reads(Uri status, Workload workload)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <param name="tasks">Finished tasks, which are asked for in random order.</param>
    /// <param name="connections">Connections, each with one request at a time.</param>
    /// <param name="seconds">How long to measure.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Report> Measure(IReadOnlyList<Guid> tasks, int connections, int seconds, CancellationToken cancellationToken)
    {
        await Run(tasks, connections, WarmUp, cancellationToken);
        var length = TimeSpan.FromSeconds(seconds);
        var times = new Percentiles(await Run(tasks, connections, length, cancellationToken));
        return new Report(Report.Ours, "reads",
        [
            Figure.Rate("statusReadsPerSecond", "status reads per second", times.Count / length.TotalSeconds),
            Figure.Milliseconds("readP50Ms", "status read p50, ms", times.At(50)),
            Figure.Milliseconds("readP99Ms", "status read p99, ms", times.At(99)),
        ]);
    }

    private async Task<IEnumerable<double>> Run(
        IReadOnlyList<Guid> tasks, int connections, TimeSpan length, CancellationToken cancellationToken)
    {
        var end = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var times = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => workload.Fork()).ToArray()
            .Select(random => Task.Run(() => Ask(tasks, random, end, cancellationToken), cancellationToken)));
        return times.SelectMany(time => time);
    }

    private async Task<List<double>> Ask(IReadOnlyList<Guid> tasks, Random random, long end, CancellationToken cancellationToken)
    {
        using var connection = new StatusConnection(status);
        await connection.Open(cancellationToken);
        var times = new List<double>();
        for (var start = Stopwatch.GetTimestamp(); start < end; start = Stopwatch.GetTimestamp())
        {
            await connection.Read(tasks[random.Next(tasks.Count)], cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }
}
