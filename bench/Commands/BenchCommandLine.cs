using System.CommandLine;

namespace Messaging.Bench.Commands;

/// <summary>All commands.</summary>
internal static class BenchCommandLine
{
    public static RootCommand Create() =>
        new(
            "Measures running services over HTTP. It starts nothing itself: infra/local/up.sh does. A wrong or missing result ends "
                + "with exit code 1.")
    {
        GlobalOptions.Producer,
        GlobalOptions.Status,
        GlobalOptions.Json,
        GlobalOptions.Seed,
        ThroughputCommand.Create(),
        LatencyCommand.Create(),
        ReadsCommand.Create(),
        RowsCommand.Create(),
        GrowthCommand.Create(),
        RawHopCommand.Create(),
        SchemaCommand.Create(),
        CompareCommand.Create(),
        OtlpSinkCommand.Create(),
    };
}
