using Microsoft.Extensions.Options;

namespace Messaging.Worker.Tests;

public sealed class WorkerOptionsTests
{
    [Theory]
    [InlineData("Queues", "")]
    [InlineData("Queues", " , ")]
    [InlineData("Queues", "default,Not A Queue")]
    [InlineData("Queues", "poison")]
    [InlineData("Queues", "default@0")]
    [InlineData("Queues", "default@1001")]
    [InlineData("Queues", "default@many")]
    [InlineData("Queues", "default@")]
    [InlineData("Queues", "default@2:3")]
    [InlineData("Queues", "default:2")]
    [InlineData("Queues", "@2")]
    [InlineData("TotalConcurrency", "0")]
    [InlineData("TotalConcurrency", "1001")]
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

    [Theory]
    [InlineData("default:0")]
    [InlineData("default:101")]
    [InlineData("default:-1")]
    [InlineData("default:1.5")]
    public async Task A_weight_is_a_whole_number_from_1_to_100(string queues)
    {
        var exception = await Should.ThrowAsync<OptionsValidationException>(
            () => RunningWorker.Start(("Worker:Queues", queues), ("Worker:TotalConcurrency", "4")));

        exception.Message.ShouldContain("a weight from 1 to 100");
    }

    [Fact]
    public void A_queue_may_have_a_weight_and_slots_of_its_own()
    {
        var options = new WorkerOptions { Queues = "default, slow:2, critical:5@8, wide@100", Concurrency = 3, TotalConcurrency = 20 };

        options.ServedQueues.ShouldBe([new("default", null, null), new("slow", 2, null), new("critical", 5, 8), new("wide", null, 100)]);
        options.ServedQueues.Select(options.SlotsOf).ShouldBe([20, 20, 8, 20]);
        options.TotalConcurrency = null;
        options.ServedQueues.Select(options.SlotsOf).ShouldBe([3, 3, 8, 100]);
    }
}
