using System.Collections.Concurrent;
using MassTransit;
using Messaging.Lifecycle.Sagas;
using Messaging.TestSupport;

namespace Messaging.Worker.Tests.Consumers;

public sealed class RunTaskConsumerDefinitionTests
{
    [Fact]
    public async Task A_published_command_reaches_no_task_queue()
    {
        var ran = new ConcurrentQueue<Guid>();
        await using var worker = await RunningWorker.Start(
            context =>
            {
                ran.Enqueue(context.TaskId);
                return Task.FromResult<object?>(null);
            },
            ("Worker:Concurrency", "1"));
        var sent = Guid.NewGuid();

        await worker.Get<IBus>().Publish(RunningWorker.Command);
        await worker.Send(RunningWorker.Command with { TaskId = sent });
        // One at a time and in order: had the queue taken the first, it would have been run before.
        await Eventually.Is(async () => await worker.State(sent) == TaskState.Succeeded);

        ran.ShouldBe([sent]);
    }

    [Fact]
    public async Task No_more_tasks_run_at_a_time_than_are_allowed()
    {
        var running = 0;
        var most = 0;
        var release = new TaskCompletionSource();
        await using var worker = await RunningWorker.Start(
            async _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await release.Task;
                Interlocked.Decrement(ref running);
                return null;
            },
            ("Worker:Concurrency", "2"));
        Guid[] ids = [.. Enumerable.Range(0, 6).Select(_ => Guid.NewGuid())];

        foreach (var id in ids)
        {
            await worker.Send(RunningWorker.Command with { TaskId = id });
        }

        await Eventually.Is(() => Volatile.Read(ref running) == 2);
        release.SetResult();
        foreach (var id in ids)
        {
            await Eventually.Is(async () => await worker.State(id) == TaskState.Succeeded);
        }

        most.ShouldBe(2);
    }
}
