using Microsoft.Extensions.Options;

namespace Messaging.Worker.Tests;

public sealed class WorkerOptionsTests
{
    [Theory]
    [InlineData("Queues", "")]
    [InlineData("Queues", " , ")]
    [InlineData("Queues", "default,Not A Queue")]
    [InlineData("Queues", "poison")]
    [InlineData("Concurrency", "0")]
    [InlineData("Concurrency", "1001")]
    [InlineData("Prefetch", "0")]
    [InlineData("Prefetch", "101")]
    [InlineData("Drain", "-00:00:01")]
    [InlineData("Drain", "00:00:26")]
    [InlineData("MaxLeakedHandlers", "-1")]
    [InlineData("MaxLeakedHandlers", "1001")]
    [InlineData("MaxCrashes", "0")]
    [InlineData("MaxCrashes", "11")]
    [InlineData("ClaimAfter", "00:00:00.9")]
    [InlineData("ClaimAfter", "1.00:00:01")]
    public async Task A_worker_with_a_bad_setting_does_not_start_and_says_which(string setting, string value)
    {
        var exception = await Should.ThrowAsync<OptionsValidationException>(() => RunningWorker.Start(($"Worker:{setting}", value)));

        exception.Message.ShouldContain(setting);
    }

    [Fact]
    public void Queues_are_told_apart_by_commas_and_each_counts_once() =>
        new WorkerOptions { Queues = "default, slow,,default" }.QueueList.ShouldBe(["default", "slow"]);
}
