using Messaging.Bench.Http;
using Messaging.Bench.Load;
using Messaging.Bench.Reports;
using Messaging.Bench.Timing;

namespace Messaging.Bench.Measurements;

/// <summary>
/// How long it takes from the moment a task was to be submitted until its result is visible to whoever waits for it, at a fixed rate.
/// </summary>
internal sealed class Latency(TaskClient client, Workload workload, TimeProvider clock)
{
    private const string Wait = "30s";

    /// <param name="rate">Tasks per second.</param>
    /// <param name="seconds">How long to measure.</param>
    /// <param name="warmUpSeconds">How long to run before, at the same rate; not counted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Report> Measure(int rate, int seconds, int warmUpSeconds, CancellationToken cancellationToken)
    {
        await Run(rate, warmUpSeconds, cancellationToken);
        var submissions = await Run(rate, seconds, cancellationToken);
        var visible = new Percentiles(submissions.Select(submission => submission.Visible));
        var lag = new Percentiles(submissions.Select(submission => submission.Lag));
        return new Report(Report.Ours, "latency",
        [
            Figure.Count("timed", "tasks timed", visible.Count),
            Figure.Milliseconds("p50Ms", "visible result p50, ms", visible.At(50)),
            Figure.Milliseconds("p95Ms", "visible result p95, ms", visible.At(95)),
            Figure.Milliseconds("p99Ms", "visible result p99, ms", visible.At(99)),
            Figure.Milliseconds("maxMs", "visible result slowest, ms", visible.Max),
            Figure.Milliseconds("lagP99Ms", "of it late sending p99, ms", lag.At(99)),
        ]);
    }

    private async Task<TimedSubmission[]> Run(int rate, int seconds, CancellationToken cancellationToken)
    {
        var pace = new Pace(rate, clock);
        var pending = new List<Task<TimedSubmission>>(rate * seconds);
        for (var i = 0; i < rate * seconds; i++)
        {
            await pace.WaitFor(i, cancellationToken);
            pending.Add(Submit(pace, i, workload.Next(), cancellationToken));
        }

        return await Task.WhenAll(pending);
    }

    private async Task<TimedSubmission> Submit(Pace pace, int index, Addition addition, CancellationToken cancellationToken)
    {
        var intended = pace.Intended(index);
        var lag = pace.Elapsed - intended;
        var id = await client.Submit(addition, cancellationToken);
        var answer = await client.Read(id, Wait, cancellationToken);
        var visible = pace.Elapsed - intended;
        ResultCheck.Require(new SubmittedAddition(id, addition), answer);
        return new TimedSubmission(lag.TotalMilliseconds, visible.TotalMilliseconds);
    }
}
