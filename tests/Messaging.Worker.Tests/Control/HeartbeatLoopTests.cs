using System.Collections.Concurrent;
using MassTransit;
using Messaging.Contracts;
using Messaging.TestSupport;

namespace Messaging.Worker.Tests.Control;

public sealed class HeartbeatLoopTests
{
    [Fact]
    public async Task A_worker_tells_every_5_seconds_what_it_is_and_what_it_runs()
    {
        var release = new TaskCompletionSource();
        var heard = new Published();
        await using var worker = await RunningWorker.Start(
            async _ =>
            {
                await release.Task;
                return null;
            },
            ("Worker:Queues", "default,slow@3"),
            ("Worker:Concurrency", "2"));
        using var connection = worker.Get<IBus>().ConnectPublishObserver(heard);
        await worker.Send(RunningWorker.Command);
        await worker.IsToldOfStart();

        await Eventually.Is(() =>
        {
            worker.Clock.Advance(TimeSpan.FromSeconds(5));
            return heard.Words.LastOrDefault() is { RunningCount: 1 };
        });

        var told = heard.Words.Last();
        (told.Worker, told.State, told.Host, told.LeakedHandlers).ShouldBe((RunningWorker.Name, "running", Environment.MachineName, 0));
        told.Queues.ShouldBe(
            [new QueueSlots { Name = "default", Slots = 2, Running = 1 }, new QueueSlots { Name = "slow", Slots = 3, Running = 0 }]);
        told.Types.ShouldContain(ScriptedTask.Name);
        told.Running.ShouldHaveSingleItem().TaskId.ShouldBe(RunningWorker.TaskId);
        told.MemoryBytes.ShouldBeGreaterThan(1_000_000);
        told.Version.ShouldNotBeNullOrEmpty();
        told.StartedAt.ShouldBeLessThan(told.SentAt);
        release.SetResult();
    }

    [Fact]
    public async Task The_last_word_of_a_worker_comes_after_its_last_attempt_and_says_that_it_has_stopped()
    {
        var heard = new Published();
        var worker = await RunningWorker.Start();
        using (worker.Get<IBus>().ConnectPublishObserver(heard))
        {
            await worker.DisposeAsync();
        }

        heard.Words.Select(word => word.State).Last().ShouldBe("stopped");
        heard.Words.Last().RunningCount.ShouldBe(0);
    }

    private sealed class Published : IPublishObserver
    {
        private readonly ConcurrentQueue<WorkerHeartbeat> _words = new();

        public IReadOnlyCollection<WorkerHeartbeat> Words => _words;

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            if (context.Message is WorkerHeartbeat word)
            {
                context.TimeToLive.ShouldBe(TimeSpan.FromSeconds(15));
                _words.Enqueue(word);
            }

            return Task.CompletedTask;
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
