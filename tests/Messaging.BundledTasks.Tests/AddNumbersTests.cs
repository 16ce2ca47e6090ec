using Messaging.Tasks;
using Messaging.Tasks.Registration;
using Messaging.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.BundledTasks.Tests;

public sealed class AddNumbersTests
{
    [Theory]
    [InlineData(1, 2, "3")]
    [InlineData(-1.5, 0.25, "-1.25")]
    [InlineData(9007199254740990, 1, "9007199254740991")]
    public async Task The_result_is_the_sum(double a, double b, string sum)
    {
        await using var tasks = new WorkerTasks();

        (await tasks.Succeed("math.add", new { a, b })).GetRawText().ShouldBe(sum);
    }

    [Fact]
    public async Task A_pause_is_waited_for_and_reported()
    {
        await using var tasks = new WorkerTasks();
        var reports = new List<TaskProgress>();
        var outcome = tasks.Run("math.add", new { a = 1, b = 2, seconds = 2.5 }, onProgress: reports.Add);

        for (var timers = 0; timers < 3; timers++)
        {
            outcome.IsCompleted.ShouldBeFalse();
            // The attempt's own time limit is the other timer.
            await Eventually.Is(() => tasks.Clock.WaitingTimers == 2);
            tasks.Clock.Advance(TimeSpan.FromSeconds(timers < 2 ? 1 : 0.5));
        }

        (await outcome).ShouldSucceed().GetDouble().ShouldBe(3);
        reports.Select(report => report.Percent).ShouldBe([40, 80, 100]);
    }

    [Fact]
    public async Task The_longest_pause_is_within_the_time_limit()
    {
        await using var tasks = new WorkerTasks();

        tasks.Services.GetRequiredService<TaskRegistry>().TryGet("math.add", out var definition).ShouldBeTrue();

        definition.Policy.TimeLimit.ShouldBeGreaterThan(
            TimeSpan.FromSeconds(
                definition.ArgumentsSchema.GetProperty("properties").GetProperty("seconds").GetProperty("maximum").GetDouble()));
    }

    [Fact]
    public async Task A_cancelled_pause_ends()
    {
        await using var tasks = new WorkerTasks();
        using var stop = new CancellationTokenSource();
        var outcome = tasks.Run("math.add", new { a = 1, b = 2, seconds = 3600 }, cancellationToken: stop.Token);
        await Eventually.Is(() => tasks.Clock.WaitingTimers == 2);

        await stop.CancelAsync();

        (await outcome).ShouldBeOfType<TaskOutcome.Stopped>();
    }

    [Fact]
    public async Task A_sum_beyond_all_numbers_fails_for_good()
    {
        await using var tasks = new WorkerTasks();

        (await tasks.Run("math.add", new { a = double.MaxValue, b = double.MaxValue }))
            .ShouldFailForGood().Message.ShouldContain("too large");
    }

    [Fact]
    public async Task A_wrong_argument_is_named()
    {
        await using var tasks = new WorkerTasks();

        (await tasks.Run("math.add", new { a = 1 })).ShouldBlame("b");
        (await tasks.Run("math.add", new { a = "1", b = 2 })).ShouldBlame("a");
        (await tasks.Run("math.add", new { a = 1, b = 2, seconds = -1 })).ShouldBlame("seconds");
        (await tasks.Run("math.add", new { a = 1, b = 2, seconds = 3601 })).ShouldBlame("seconds");
        (await tasks.Run("math.add", new { a = 1, b = 2, c = 3 })).ShouldBlame("c");
    }
}
