using System.Text.Json;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Workers;
using Messaging.Producer.Claims;
using Messaging.Producer.Tests.Dispatch;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messaging.Producer.Tests.Claims;

public sealed class AbandonedSweeperTests : IAsyncLifetime
{
    private readonly DispatchFixture _fixture = new();
    private readonly InMemoryWorkerDirectory _workers = new();
    private readonly Depths _depths = new() { [QueueNames.Events] = 0 };
    private readonly AbandonedSweeper _sweeper;

    /// <summary>What the worker that lives tells.</summary>
    private WorkerHeartbeat _word = new()
    {
        Worker = "w2",
        SentAt = default,
        StartedAt = default,
        Queues = [new QueueSlots { Name = "default", Slots = 4, Running = 0 }],
        Waiting = 0,
    };

    public AbandonedSweeperTests() =>
        _sweeper = new AbandonedSweeper(
            _fixture.Tasks,
            _fixture.OpenWriter(),
            _workers,
            _depths,
            _fixture.Dispatcher,
            _fixture.Clock,
            NullLogger<AbandonedSweeper>.Instance);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _fixture.Close();

    [Fact]
    public async Task A_running_task_that_nobody_stands_behind_is_tried_again_after_half_a_minute()
    {
        var id = await Running();

        await Sweep(TimeSpan.FromSeconds(20));
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
        await Sweep(TimeSpan.FromSeconds(20));

        var row = await _fixture.Row(id);
        (row.State, row.Due).ShouldBe((TaskState.Retrying, row.LatestAttempt!.FinishedAt));
        row.LatestAttempt.Error!.Type.ShouldBe("worker-lost");
        row.LatestAttempt.Error.Message.ShouldContain("w1");
    }

    [Fact]
    public async Task Its_last_attempt_is_the_last()
    {
        var id = await Running(maxAttempts: 1);

        await Sweep(TimeSpan.FromMinutes(1));

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Failed);
    }

    [Fact]
    public async Task One_that_is_to_be_cancelled_is_cancelled_although_its_queue_is_not_empty()
    {
        var id = await Running();
        await _fixture.Tell(TaskEvent.Of(new TaskCancelRequested { TaskId = id, RequestedAt = Now }));
        _depths[QueueNames.Task("default")] = 1000;

        await Sweep(TimeSpan.FromMinutes(1));

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Canceled);
    }

    [Fact]
    public async Task One_that_is_to_be_cancelled_is_cancelled_in_the_end_although_no_worker_is_heard_of()
    {
        var id = await Running();
        await _fixture.Tell(TaskEvent.Of(new TaskCancelRequested { TaskId = id, RequestedAt = Now }));
        await Heard();
        _fixture.Clock.Advance(TimeSpan.FromMinutes(1));

        await SweepInSilence(TimeSpan.FromSeconds(100));
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
        await SweepInSilence(TimeSpan.FromSeconds(30));

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Canceled);
    }

    [Fact]
    public async Task What_a_worker_runs_is_left_alone()
    {
        var id = await Running();
        _word = _word with
        {
            RunningCount = 1,
            Running = [new RunningAttempt { TaskId = id, Attempt = 1, Name = "math.add", StartedAt = Now }],
        };

        await Sweep(TimeSpan.FromHours(3));

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
    }

    [Fact]
    public async Task What_its_worker_may_run_without_telling_is_left_alone()
    {
        var id = await Running();
        _word = _word with { Worker = "w1", RunningCount = 101 };

        await Sweep(TimeSpan.FromHours(3));

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
    }

    [Theory]
    [InlineData("commands wait in the queue")]
    [InlineData("commands wait in a worker")]
    [InlineData("a worker does not tell what waits in it")]
    [InlineData("events wait to be told")]
    [InlineData("the broker does not tell")]
    [InlineData("the broker is away")]
    public async Task As_long_as_a_command_or_an_event_may_be_somewhere_a_task_is_left_alone_for_an_hour(string where)
    {
        var id = await Running();
        _ = where switch
        {
            "commands wait in the queue" => _depths[QueueNames.Task("default")] = 1,
            "commands wait in a worker" => (_word = _word with { Waiting = 1 }).Waiting ?? 0,
            "a worker does not tell what waits in it" => (_word = _word with { Waiting = null }).Waiting ?? 0,
            "events wait to be told" => _depths[QueueNames.Events] = 1,
            "the broker does not tell" => _depths.Remove(QueueNames.Events) ? 0 : 1,
            _ => _depths.GoAway(),
        };

        await Sweep(TimeSpan.FromMinutes(59));
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
        await Sweep(TimeSpan.FromMinutes(2));

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Retrying);
    }

    [Fact]
    public async Task A_command_that_was_somewhere_in_between_begins_the_time_anew()
    {
        var id = await Running();

        await Sweep(TimeSpan.FromSeconds(20));
        _depths[QueueNames.Task("default")] = 1;
        await Sweep(TimeSpan.FromSeconds(10));
        _depths[QueueNames.Task("default")] = 0;
        await Sweep(TimeSpan.FromSeconds(20));

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
    }

    [Fact]
    public async Task A_task_whose_worker_never_told_of_itself_is_left_alone_for_an_hour()
    {
        var id = await Queued();
        await _fixture.Tell(TaskEvent.Of(new TaskStarted { TaskId = id, Attempt = 1, StartedAt = Now, Worker = "foreign" }));

        await Sweep(TimeSpan.FromMinutes(59));
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
        await Sweep(TimeSpan.FromMinutes(2));

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Retrying);
    }

    [Fact]
    public async Task A_task_that_others_run_without_us_is_left_alone()
    {
        var id = Guid.NewGuid();
        await _fixture.Tell(
            TaskEvent.Of(new TaskStarted { TaskId = id, Attempt = 1, StartedAt = Now, Worker = "foreign", Name = "foreign.task" }));

        await Sweep(TimeSpan.FromHours(3));

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
    }

    [Fact]
    public async Task A_claimed_attempt_is_not_its_concern()
    {
        var id = await Running();
        await _fixture.Tell(TaskEvent.Of(new TaskClaimed { TaskId = id, Attempt = 1, Worker = "w1", Until = Now.AddHours(5) }));

        await Sweep(TimeSpan.FromHours(2));

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
    }

    [Fact]
    public async Task While_no_worker_is_heard_of_no_task_is_lost()
    {
        var id = await Running();
        await Heard();
        _fixture.Clock.Advance(TimeSpan.FromMinutes(1));

        await SweepInSilence(TimeSpan.FromMinutes(50));

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
    }

    [Fact]
    public async Task A_queued_task_whose_command_is_gone_is_sent_again_as_the_same_attempt()
    {
        var id = await Queued();

        await Sweep(TimeSpan.FromSeconds(20));
        _fixture.Broker.Sent.ShouldBeEmpty();
        await Sweep(TimeSpan.FromSeconds(20));

        _fixture.Attempts(id).ShouldBe([1]);
        await _fixture.ShouldBeEnqueued(id, 1);
    }

    [Fact]
    public async Task It_is_sent_again_with_all_of_its_arguments_however_many_there_are()
    {
        var arguments = JsonSerializer.SerializeToElement(new { text = new string('x', 10_000) });
        var task = _fixture.Submission() with { Arguments = arguments };
        await _fixture.Tell(TaskEvent.Of(task));
        await _fixture.Tell(TaskEvent.Of(new TaskEnqueued { TaskId = task.TaskId, Attempt = 1, EnqueuedAt = Now }));

        await Sweep(TimeSpan.FromMinutes(1));

        _fixture.Broker.Sent.ShouldHaveSingleItem().Arguments.GetRawText().ShouldBe(arguments.GetRawText());
    }

    [Fact]
    public async Task A_queued_task_whose_command_may_wait_in_its_queue_is_left_alone()
    {
        await Queued();
        _depths[QueueNames.Task("default")] = 1;

        await Sweep(TimeSpan.FromHours(3));

        _fixture.Broker.Sent.ShouldBeEmpty();
    }

    private DateTimeOffset Now => _fixture.Clock.GetUtcNow();

    /// <summary>Looks every 10 seconds for a time, while a worker is heard of.</summary>
    private async Task Sweep(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(10))
        {
            await Heard();
            await _sweeper.Sweep(CancellationToken.None);
            _fixture.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        await Heard();
        await _sweeper.Sweep(CancellationToken.None);
    }

    private async Task SweepInSilence(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed <= time; passed += TimeSpan.FromSeconds(10))
        {
            await _sweeper.Sweep(CancellationToken.None);
            _fixture.Clock.Advance(TimeSpan.FromSeconds(10));
        }
    }

    private Task Heard(string? worker = null) =>
        _workers.Report(
            new WorkerPresence(_word with { Worker = worker ?? _word.Worker, SentAt = Now, StartedAt = Now }, Now), CancellationToken.None);

    private async Task<Guid> Queued()
    {
        var id = await _fixture.Submit();
        await _fixture.Tell(TaskEvent.Of(new TaskEnqueued { TaskId = id, Attempt = 1, EnqueuedAt = Now }));
        return id;
    }

    private async Task<Guid> Running(int? maxAttempts = null)
    {
        await Heard("w1");
        var id = await Queued();
        await _fixture.Tell(
            TaskEvent.Of(new TaskStarted { TaskId = id, Attempt = 1, StartedAt = Now, Worker = "w1", MaxAttempts = maxAttempts }));
        return id;
    }

    private sealed class Depths : Dictionary<string, long>, IQueueDepths
    {
        private bool _isAway;

        public long GoAway()
        {
            _isAway = true;
            return 0;
        }

        public Task<IReadOnlyDictionary<string, long>> Ready(IReadOnlyCollection<string> queues, CancellationToken cancellationToken) =>
            _isAway
                ? throw new BrokerUnavailableException("The broker is away.")
                : Task.FromResult<IReadOnlyDictionary<string, long>>(this);

        public Task<IReadOnlyDictionary<string, long>> Consumers(IReadOnlyCollection<string> queues, CancellationToken cancellationToken) =>
            throw new NotSupportedException("The sweeper asks workers, not consumers.");
    }
}
