using System.Text.Json;
using Messaging.Contracts;
using Messaging.Hosting.Loops;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Producer.Dispatch;
using Messaging.TestSupport.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Producer.Tests.Dispatch;

/// <summary>Dispatchers on one store in memory and one broker, at a time that stands still.</summary>
internal sealed class DispatchFixture
{
    private static readonly TaskEventRaiser Raiser = new(new TaskStateMachine());

    private readonly List<IAsyncDisposable> _writers = [];
    private readonly List<IDisposable> _disposables = [];
    private readonly List<EnqueuedTracker> _marks = [];

    public DispatchFixture()
    {
        Store = new FaultyStore(new InMemoryRowStore(Clock));
        Dispatcher = OpenAnother();
        Marks = _marks[0];
    }

    public static LedgerOptions LedgerOptions { get; } = new();

    public FakeTimeProvider Clock { get; } = new();

    public FakeBroker Broker { get; } = new();

    public FaultyStore Store { get; }

    public TaskStore Tasks => new(Store, Clock);

    public TaskDispatcher Dispatcher { get; }

    /// <summary>The dispatcher's; not started.</summary>
    public EnqueuedTracker Marks { get; }

    /// <summary>The dispatcher of another process.</summary>
    public TaskDispatcher OpenAnother()
    {
        var writer = OpenWriter();
        var sender = new CommandSender(
            Broker.Bus, Broker, Options.Create(new ProducerOptions()), Clock, NullLogger<CommandSender>.Instance);
        _disposables.Add(sender);
        var monitor = new LoopMonitor();
        _disposables.Add(monitor);
        var marks = new EnqueuedTracker(Tasks, writer, Options.Create(LedgerOptions), monitor, Clock, NullLogger<EnqueuedTracker>.Instance);
        _marks.Add(marks);
        return new TaskDispatcher(Tasks, writer, sender, marks, Clock, NullLogger<TaskDispatcher>.Instance);
    }

    /// <summary>A writer of another process.</summary>
    public LedgerWriter OpenWriter()
    {
        var writer = new LedgerWriter(OpenLedger());
        _writers.Add(writer);
        return writer;
    }

    public async Task Tell(params TaskEvent[] events) => await OpenLedger().Apply(events, CancellationToken.None);

    public TaskSubmitted Submission(TimeSpan? delay = null) => new()
    {
        TaskId = Guid.NewGuid(),
        Name = "math.add",
        Arguments = JsonElement.Parse("""{"a":1}"""),
        SubmittedAt = Clock.GetUtcNow(),
        DueAt = Clock.GetUtcNow() + delay,
    };

    /// <summary>Accepts a task.</summary>
    public async Task<Guid> Submit(TimeSpan? delay = null)
    {
        var task = Submission(delay);
        await Tell(TaskEvent.Of(task));
        return task.TaskId;
    }

    public async Task<TaskSaga> Row(Guid id) =>
        TaskRowCodec.Decode(id, (await Store.Load([id], CancellationToken.None))[0]!).ShouldNotBeNull();

    public Task<int> Dispatch(TaskIndex index) => Dispatcher.DispatchReady(index, CancellationToken.None);

    public async Task Close()
    {
        foreach (var marks in _marks)
        {
            await marks.StopAsync(CancellationToken.None);
            marks.Dispose();
        }

        foreach (var writer in _writers)
        {
            await writer.DisposeAsync();
        }

        _disposables.ForEach(item => item.Dispose());
    }

    private TaskLedger OpenLedger() => new(Tasks, Raiser, Options.Create(LedgerOptions), new RecentRows());

    /// <summary>The attempts that the broker was sent of a task, in their order.</summary>
    public IEnumerable<int> Attempts(Guid id) => Broker.Sent.Where(command => command.TaskId == id).Select(command => command.Attempt);

    public async Task ShouldBeEnqueued(Guid id, int attempt)
    {
        var row = await Row(id);
        row.State.ShouldBe(TaskState.Queued);
        row.Attempt.ShouldBe(attempt);
        row.EnqueuedAttempt.ShouldBe(attempt);
    }
}
