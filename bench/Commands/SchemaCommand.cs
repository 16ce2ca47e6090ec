using System.CommandLine;
using Messaging.Bench.Measurements;

namespace Messaging.Bench.Commands;

/// <summary><c>schema</c>.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var seconds = WholeNumber.Option("--seconds", 2, "How long to measure each check of each task type.");
        return new Command(
            "schema", "What checking the arguments of one submission costs, by the schemas that workers announced.") { seconds }
            .Measuring(async (arguments, cancellationToken) =>
        {
            using var client = arguments.Client();
            return new SchemaChecks(await client.ReadTypes(cancellationToken))
                .Measure(TimeSpan.FromSeconds(arguments.GetRequiredValue(seconds)));
        });
    }
}
