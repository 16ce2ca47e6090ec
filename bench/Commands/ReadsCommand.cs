using System.CommandLine;
using Messaging.Bench.Measurements;

namespace Messaging.Bench.Commands;

/// <summary><c>reads</c>.</summary>
internal static class ReadsCommand
{
    public static Command Create()
    {
        var submission = new SubmissionOptions(5_000, "Tasks to submit first, which are then asked for in random order.");
        var connections = WholeNumber.Option("--connections", 16, "Connections, each with one request at a time.", most: 1000);
        var seconds = WholeNumber.Option("--seconds", 10, "How long to measure.");
        var command = new Command("reads", "GET /api/v1/tasks/{id} of finished tasks, per second.") { connections, seconds };
        return submission.AddTo(command).Measuring(async (arguments, cancellationToken) =>
        {
            using var client = arguments.Client();
            var workload = arguments.Workload();
            var finished = await new Throughput(client, workload, TimeProvider.System).Complete(
                arguments.GetRequiredValue(submission.Tasks),
                arguments.GetRequiredValue(submission.Batch),
                arguments.GetRequiredValue(submission.Callers),
                cancellationToken);
            return await new Reads(client.Status, workload)
                .Measure(
                    [.. finished.Select(task => task.Id)],
                    arguments.GetRequiredValue(connections),
                    arguments.GetRequiredValue(seconds),
                    cancellationToken);
        });
    }
}
