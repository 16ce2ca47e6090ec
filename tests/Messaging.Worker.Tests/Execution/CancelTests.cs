using MassTransit;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.TestSupport;
using Messaging.Worker.Execution;

namespace Messaging.Worker.Tests.Execution;

public sealed class CancelTests
{
    private readonly TaskCompletionSource<object?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task The_word_of_a_cancel_stops_the_attempt_that_runs_here()
    {
        await using var worker = await RunningWorker.Start(async context => await _end.Task.WaitAsync(context.CancellationToken));
        var execution = worker.Execute(RunningWorker.Command);
        await worker.IsToldOfStart();

        await worker.Get<IBus>().Publish(Request(worker));
        await execution.WaitAsync(TimeSpan.FromMinutes(1));

        worker.Broker.Events.OfType<TaskCanceled>().ShouldHaveSingleItem().Worker.ShouldBe(RunningWorker.Name);
        await Eventually.Is(async () => await worker.State(RunningWorker.TaskId) == TaskState.Canceled);
    }

    [Fact]
    public async Task A_cancel_whose_word_was_lost_is_found_in_the_row()
    {
        await using var worker = await RunningWorker.Start(async context => await _end.Task.WaitAsync(context.CancellationToken));
        var execution = worker.Execute(RunningWorker.Command);
        await worker.IsToldOfStart();

        await worker.Know(TaskEvent.Of(Request(worker)));
        await Eventually.Is(() =>
        {
            worker.Clock.Advance(TimeSpan.FromSeconds(1));
            return execution.IsCompleted;
        });

        worker.Broker.Events.OfType<TaskCanceled>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_word_of_a_cancel_from_before_the_attempt_does_not_stop_it()
    {
        await using var worker = await RunningWorker.Start(_ => _end.Task);
        var request = Request(worker) with { RequestedAt = worker.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1) };
        var execution = worker.Execute(RunningWorker.Command);
        await worker.IsToldOfStart();

        var heard = new Heard();
        worker.Get<IBus>().ConnectConsumeMessageObserver(heard);
        await worker.Get<IBus>().Publish(request);
        await heard.Task.WaitAsync(TimeSpan.FromMinutes(1));

        worker.Get<RunningAttempts>().All.Single().CancelRequested.IsCancellationRequested.ShouldBeFalse();
        _end.SetResult(null);
        await execution;
    }

    [Fact]
    public async Task A_handler_that_returns_a_result_all_the_same_has_succeeded()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = await RunningWorker.Start(async context =>
        {
            await using var registration = context.CancellationToken.Register(stopped.SetResult);
            return await _end.Task;
        });
        var execution = worker.Execute(RunningWorker.Command);
        await worker.IsToldOfStart();

        await worker.Get<IBus>().Publish(Request(worker));
        await stopped.Task;
        _end.SetResult(7);
        await execution;

        await Eventually.Is(async () => await worker.State(RunningWorker.TaskId) == TaskState.Succeeded);
        worker.Broker.Events.OfType<TaskCanceled>().ShouldBeEmpty();
    }

    private sealed class Heard : TaskCompletionSource, IConsumeMessageObserver<TaskCancelRequested>
    {
        public Task PreConsume(ConsumeContext<TaskCancelRequested> context) => Task.CompletedTask;

        public Task PostConsume(ConsumeContext<TaskCancelRequested> context)
        {
            TrySetResult();
            return Task.CompletedTask;
        }

        public Task ConsumeFault(ConsumeContext<TaskCancelRequested> context, Exception exception)
        {
            TrySetException(exception);
            return Task.CompletedTask;
        }
    }

    private static TaskCancelRequested Request(RunningWorker worker) =>
        new() { TaskId = RunningWorker.TaskId, RequestedAt = worker.Clock.GetUtcNow() };
}
