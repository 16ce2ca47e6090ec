using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Operations.Tests;

/// <summary>A ledger on a store in memory, at a time that stands still.</summary>
internal sealed class LedgerFixture : IAsyncDisposable
{
    private static readonly TaskEventRaiser Raiser = new(new TaskStateMachine());

    private readonly List<LedgerWriter> _writers = [];
    private readonly InMemoryRowStore _store;

    public LedgerFixture()
    {
        _store = new InMemoryRowStore(Clock);
        Tasks = new TaskStore(_store, Clock);
    }

    public static LedgerOptions LedgerOptions { get; } = new();

    public FakeTimeProvider Clock { get; } = new();

    public TaskStore Tasks { get; }

    /// <summary>A writer of another process.</summary>
    public LedgerWriter OpenWriter()
    {
        var writer = new LedgerWriter(OpenLedger());
        _writers.Add(writer);
        return writer;
    }

    public async Task Tell(params TaskEvent[] events) => await OpenLedger().Apply(events, CancellationToken.None);

    /// <summary>Accepts a task.</summary>
    public async Task<Guid> Submit(TimeSpan? delay = null)
    {
        var task = new TaskSubmitted
        {
            TaskId = Guid.NewGuid(),
            Name = "math.add",
            Arguments = JsonElement.Parse("""{"a":1}"""),
            SubmittedAt = Clock.GetUtcNow(),
            DueAt = Clock.GetUtcNow() + delay,
        };
        await Tell(TaskEvent.Of(task));
        return task.TaskId;
    }

    /// <summary>Accepts a task, and lets its only attempt fail.</summary>
    public async Task<Guid> Fail(TaskError error)
    {
        var id = await Submit();
        var failed = new TaskAttemptFailed { TaskId = id, Attempt = 1, FinishedAt = Clock.GetUtcNow(), Worker = "w1", Error = error };
        await Tell(TaskEvent.Of(failed));
        return id;
    }

    public async Task<TaskSaga> Row(Guid id) => (await _store.Load([id], CancellationToken.None))[0] is { } row
        ? TaskRowCodec.Decode(id, row).ShouldNotBeNull()
        : throw new InvalidOperationException($"There is no task {id}.");

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers)
        {
            await writer.DisposeAsync();
        }
    }

    private TaskLedger OpenLedger() => new(Tasks, Raiser, Options.Create(LedgerOptions), new RecentRows());
}
