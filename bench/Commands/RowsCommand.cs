using System.CommandLine;
using Messaging.Bench.Measurements;
using Messaging.Bench.Redis;

namespace Messaging.Bench.Commands;

/// <summary><c>rows</c>.</summary>
internal static class RowsCommand
{
    public static Command Create()
    {
        var submission = new SubmissionOptions(20_000, "Tasks to store.");
        var redis = new Option<string>("--redis")
        {
            Description = "The Redis of the services, host:port. Nothing else may write to it meanwhile.",
            Required = true,
        };
        return submission.AddTo(new Command("rows", "Bytes of Redis per finished small task, indexes included.") { redis })
            .Measuring(async (arguments, cancellationToken) =>
        {
            using var client = arguments.Client();
            using var memory = await RedisMemory.Connect(arguments.GetRequiredValue(redis), TimeProvider.System);
            return await new Rows(new Throughput(client, arguments.Workload(), TimeProvider.System), memory).Measure(
                arguments.GetRequiredValue(submission.Tasks),
                arguments.GetRequiredValue(submission.Batch),
                arguments.GetRequiredValue(submission.Callers),
                cancellationToken);
        });
    }
}
