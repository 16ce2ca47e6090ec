using Messaging.Contracts;
using Messaging.TestSupport;
using Messaging.Worker.Events;
using Messaging.Worker.Execution;

namespace Messaging.Worker.Tests.Execution;

public sealed class LogPublisherTests
{
    [Fact]
    public async Task Lines_of_a_handlers_log_travel_in_order_and_together_and_before_its_end()
    {
        await using var worker = await RunningWorker.Start(context =>
        {
            for (var i = 1; i <= 250; i++)
            {
                context.Log($"Line {i}");
            }

            return Task.FromResult<object?>(null);
        });

        await worker.Execute(RunningWorker.Command);

        var lines = Logged(worker);
        lines.Select(line => line.Sequence).ShouldBe(Enumerable.Range(1, 250).Select(number => (long)number));
        lines[249]
            .ShouldBe(
                new TaskLogged
                {
                    TaskId = RunningWorker.TaskId,
                    Attempt = 1,
                    Sequence = 250,
                    LoggedAt = worker.Clock.GetUtcNow(),
                    Message = "Line 250",
                });
        worker.Broker.Batches.Count.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task Lines_travel_while_the_handler_runs()
    {
        var end = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = await RunningWorker.Start(context =>
        {
            context.Log("First");
            context.Log("Second");
            context.Log("Third");
            return end.Task;
        });

        var execution = worker.Execute(RunningWorker.Command);
        await Eventually.Is(() => Logged(worker).Length == 1);
        await Eventually.Is(() =>
        {
            worker.Clock.Advance(TimeSpan.FromMilliseconds(50));
            return Logged(worker).Length == 3;
        });

        execution.IsCompleted.ShouldBeFalse();
        end.SetResult(null);
        await execution;
    }

    [Fact]
    public async Task While_the_broker_takes_nothing_the_latest_thousand_lines_are_kept()
    {
        await using var worker = await RunningWorker.Start();
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Broker.BeforeEvents = () => taken.Task;
        await using var log = new LogPublisher(RunningWorker.Command, worker.Get<TaskEventPublisher>(), worker.Clock);

        for (var line = 1; line <= 5000; line++)
        {
            log.Report($"Line {line}");
            worker.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        taken.SetResult();
        await Eventually.Is(() =>
        {
            worker.Clock.Advance(TimeSpan.FromMilliseconds(50));
            return Logged(worker).Length == 1001;
        });
        Logged(worker).Select(line => line.Sequence).ShouldBe([1, .. Enumerable.Range(4001, 1000)]);
    }

    private static TaskLogged[] Logged(RunningWorker worker) => [.. worker.Broker.Batches.SelectMany(batch => batch.Logged ?? [])];
}
