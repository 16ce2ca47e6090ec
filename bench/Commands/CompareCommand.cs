using System.CommandLine;
using System.Text.Json;
using Messaging.Bench.Comparing;
using Messaging.Bench.Reports;

namespace Messaging.Bench.Commands;

/// <summary><c>compare</c>.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var results = new Argument<FileInfo>("results")
        {
            Description = "A file of JSON lines, from this program and the peers, of one round or several.",
        };
        results.AcceptExistingOnly();
        var command = new Command("compare", "The medians of several rounds, ours beside the peers; the last line is JSON.") { results };
        command.SetAction(arguments => Run(arguments.GetRequiredValue(results), arguments.GetValue(GlobalOptions.Json)));
        return command;
    }

    private static int Run(FileInfo file, bool isJsonOnly)
    {
        try
        {
            var comparison = new Comparison(RoundResults.Read(File.ReadLines(file.FullName)));
            if (!isJsonOnly)
            {
                Console.WriteLine(ComparisonTable.Of(comparison));
                Console.WriteLine();
            }

            Console.WriteLine(JsonLine.Of(comparison.Summary()));
            return 0;
        }
        catch (JsonException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }
}
