using System.CommandLine;
using Messaging.Bench.Measurements;

namespace Messaging.Bench.Commands;

/// <summary><c>throughput</c>.</summary>
internal static class ThroughputCommand
{
    public static Command Create()
    {
        var submission = new SubmissionOptions(20_000, "Tasks that count.");
        var warmUp = WholeNumber.Option("--warm-up", 20_000, "Tasks before, which do not count.", least: 0);
        var sample = WholeNumber.Option("--sample", 500, "Tasks whose results are fetched and checked.", least: 0);
        var command = new Command(
            "throughput",
            "Submissions per second, and tasks per second from the first submission until all have ended.") { warmUp, sample };
        return submission.AddTo(command).Measuring(async (arguments, cancellationToken) =>
        {
            using var client = arguments.Client();
            var settings = new ThroughputSettings(
                arguments.GetRequiredValue(submission.Tasks),
                arguments.GetRequiredValue(submission.Batch),
                arguments.GetRequiredValue(submission.Callers),
                arguments.GetRequiredValue(warmUp),
                arguments.GetRequiredValue(sample));
            return await new Throughput(client, arguments.Workload(), TimeProvider.System).Measure(settings, cancellationToken);
        });
    }
}
