namespace Messaging.Architecture.Tests;

public sealed class ListenerTests
{
    private static readonly string[] Listeners = ["new RecordedSpans(", "RecordedSpans _spans = new(", "new ActivityListener", "OtlpReceiver.Start("];

    [Fact]
    public void Tests_that_listen_to_their_whole_process_run_when_no_others_do()
    {
        var listening = Repository.All.Where(file => file.Path.EndsWith("Tests.cs", StringComparison.Ordinal) && !file.Path.Contains("Architecture", StringComparison.Ordinal) && Listeners.Any(listener => Holds(file, listener))).ToArray();

        listening.ShouldNotBeEmpty();
        listening.Where(file => !Holds(file, "[Collection(ProcessWideListeners.Name)]")).Select(file => file.Path).ShouldBeEmpty();
    }

    private static bool Holds(SourceFile file, string text) => file.Code.Any(line => line.Text.Contains(text, StringComparison.Ordinal));
}
