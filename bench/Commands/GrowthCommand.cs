using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Messaging.Bench.Measurements;

namespace Messaging.Bench.Commands;

/// <summary><c>growth</c>.</summary>
internal static class GrowthCommand
{
    public static Command Create()
    {
        var rows = new Option<int[]>("--rows")
        {
            Description = "Finished tasks to store, smallest first, separated by commas.",
            DefaultValueFactory = _ => [10_000, 100_000, 1_000_000],
            CustomParser = Parse,
        };
        var submission = new SubmissionOptions(20_000, "Tasks of each throughput measurement.");
        var rate = WholeNumber.Option("--rate", 200, "Tasks per second while latency is measured.", most: 100_000);
        var seconds = WholeNumber.Option("--seconds", 10, "How long latency and reads are measured.");
        var connections = WholeNumber.Option("--connections", 16, "Connections that read.", most: 1000);
        var command = new Command(
            "growth",
            "Throughput, latency and reads with more and more finished tasks stored. All of them are submitted and run; a million "
                + "takes minutes.") { rows, rate, seconds, connections };
        return submission.AddTo(command).Measuring(async (arguments, cancellationToken) =>
        {
            using var client = arguments.Client();
            var workload = arguments.Workload();
            var throughput = new Throughput(client, workload, TimeProvider.System);
            var settings = new GrowthSettings(
                arguments.GetRequiredValue(rows),
                new ThroughputSettings(
                    arguments.GetRequiredValue(submission.Tasks),
                    arguments.GetRequiredValue(submission.Batch),
                    arguments.GetRequiredValue(submission.Callers),
                    WarmUp: 0,
                    Sample: 500),
                arguments.GetRequiredValue(rate),
                arguments.GetRequiredValue(seconds),
                arguments.GetRequiredValue(connections));
            return await new Growth(
                client, throughput, new Latency(client, workload, TimeProvider.System), new Reads(client.Status, workload))
                .Measure(settings, cancellationToken);
        });
    }

    private static int[]? Parse(ArgumentResult argument)
    {
        int[] sizes =
        [
            .. argument.Tokens.SelectMany(token => token.Value.Split(','))
                .Select(size => int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0),
        ];
        if (sizes.All(size => size > 0) && sizes.SequenceEqual(sizes.Order().Distinct()))
        {
            return sizes;
        }

        argument.AddError("--rows takes growing numbers, separated by commas.");
        return null;
    }
}
