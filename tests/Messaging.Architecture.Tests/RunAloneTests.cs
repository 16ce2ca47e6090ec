namespace Messaging.Architecture.Tests;

public sealed class RunAloneTests
{
    /// <summary>What belongs to a whole process or server.</summary>
    private static readonly string[] Disturbing =
    [
        "new RecordedSpans(", "RecordedSpans _spans = new(", "new ActivityListener", "OtlpReceiver.Start(", "RedisMonitor.Start(", "Console.Set", "Environment.SetEnvironmentVariable(",
    ];

    [Fact]
    public void Tests_that_listen_to_what_all_share_or_disturb_it_run_when_no_others_do()
    {
        var disturbing = Repository.All.Where(file =>
            file.Path.EndsWith("Tests.cs", StringComparison.Ordinal)
                && !file.Path.EndsWith($"/{nameof(RunAloneTests)}.cs", StringComparison.Ordinal)
                && Disturbing.Any(file.Holds))
            .ToArray();

        disturbing.Length.ShouldBeGreaterThan(5);
        disturbing.Where(file => !file.Holds("[Collection(RunAlone.Name)]")).Select(file => file.Path).ShouldBeEmpty();
    }
}
