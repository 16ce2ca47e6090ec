using Messaging.Bench.Redis;
using Messaging.Bench.Reports;

namespace Messaging.Bench.Measurements;

/// <summary>
/// How much of Redis a finished small task takes, with everything that is kept for it: row, indexes, key table, allocator overhead.
/// </summary>
internal sealed class Rows(Throughput throughput, RedisMemory memory)
{
    // Script caches, connection buffers and the first tables of every key are there before the first reading.
    private const int WarmUp = 2_000;

    public async Task<Report> Measure(int tasks, int batch, int callers, CancellationToken cancellationToken)
    {
        await throughput.Complete(WarmUp, batch, callers, cancellationToken);
        var before = await memory.ReadSettled(cancellationToken);
        await throughput.Complete(tasks, batch, callers, cancellationToken);
        var after = await memory.ReadSettled(cancellationToken);
        return new Report(Report.Ours, "rows",
        [
            Figure.Count("tasks", "tasks", tasks),
            Figure.Rate("bytesPerTask", "bytes of Redis per task", (after.UsedBytes - before.UsedBytes) / (double)tasks),
            Figure.Ratio("keysPerTask", "keys per task", (after.Keys - before.Keys) / (double)tasks),
        ]);
    }
}
