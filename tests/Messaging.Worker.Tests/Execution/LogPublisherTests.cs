using Messaging.Contracts;
using Messaging.Testing;

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
        lines[249].ShouldBe(new TaskLogged { TaskId = RunningWorker.TaskId, Attempt = 1, Sequence = 250, LoggedAt = worker.Clock.GetUtcNow(), Message = "Line 250" });
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

    private static TaskLogged[] Logged(RunningWorker worker) => [.. worker.Broker.Batches.SelectMany(batch => batch.Logged ?? [])];
}
