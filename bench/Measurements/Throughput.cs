using Messaging.Bench.Http;
using Messaging.Bench.Load;
using Messaging.Bench.Reports;

namespace Messaging.Bench.Measurements;

/// <summary>
/// How many tasks a second are accepted, and how many go all the way: from the first submission until the last one is in a terminal state.
/// </summary>
internal sealed class Throughput(TaskClient client, Workload workload, TimeProvider clock)
{
    private readonly Submitter _submitter = new(client);
    private readonly CompletionWatch _completion = new(client, clock);

    public async Task<Report> Measure(ThroughputSettings settings, CancellationToken cancellationToken)
    {
        await Complete(settings.WarmUp, settings.Batch, settings.Callers, cancellationToken);
        var additions = workload.Take(settings.Tasks);
        var before = await client.ReadCounts(cancellationToken);
        var start = clock.GetTimestamp();
        var submitted = await _submitter.Submit(additions, settings.Batch, settings.Callers, cancellationToken);
        var accepted = clock.GetElapsedTime(start);
        await _completion.WaitFor(before, settings.Tasks, cancellationToken);
        var ended = clock.GetElapsedTime(start);
        await new ResultCheck(client).Check(workload.Sample(submitted, settings.Sample), cancellationToken);
        return new Report(Report.Ours, "throughput",
        [
            Figure.Count("tasks", "tasks", settings.Tasks),
            Figure.Rate("submissionsPerSecond", "submissions per second", settings.Tasks / accepted.TotalSeconds),
            Figure.Rate("tasksPerSecond", "tasks per second, end to end", settings.Tasks / ended.TotalSeconds),
        ]);
    }

    /// <summary>Submits tasks and returns when all have succeeded.</summary>
    public async Task<IReadOnlyList<SubmittedAddition>> Complete(int count, int batch, int callers, CancellationToken cancellationToken)
    {
        var before = await client.ReadCounts(cancellationToken);
        var submitted = await _submitter.Submit(workload.Take(count), batch, callers, cancellationToken);
        await _completion.WaitFor(before, count, cancellationToken);
        return submitted;
    }
}
