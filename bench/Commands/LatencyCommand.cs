using System.CommandLine;
using Messaging.Bench.Measurements;

namespace Messaging.Bench.Commands;

/// <summary><c>latency</c>.</summary>
internal static class LatencyCommand
{
    public static Command Create()
    {
        var rate = WholeNumber.Option("--rate", 200, "Tasks per second, sent whether or not earlier ones are answered.", most: 100_000);
        var seconds = WholeNumber.Option("--seconds", 30, "How long to measure.");
        var warmUp = WholeNumber.Option("--warm-up", 5, "Seconds at the same rate before, which do not count.", least: 0);
        return new Command(
            "latency", "Time from the intended submission until the result is visible, at a fixed rate.") { rate, seconds, warmUp }
            .Measuring(async (arguments, cancellationToken) =>
        {
            using var client = arguments.Client();
            return await new Latency(client, arguments.Workload(), TimeProvider.System)
                .Measure(
                    arguments.GetRequiredValue(rate),
                    arguments.GetRequiredValue(seconds),
                    arguments.GetRequiredValue(warmUp),
                    cancellationToken);
        });
    }
}
