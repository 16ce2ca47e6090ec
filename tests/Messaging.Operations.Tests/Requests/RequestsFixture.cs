using Messaging.Hosting.Validation;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Operations.Requests;

namespace Messaging.Operations.Tests.Requests;

/// <summary>Requests about the tasks of one ledger, in a process that may dispatch or not.</summary>
internal sealed class RequestsFixture : IAsyncDisposable
{
    private readonly LedgerFixture _ledger = new();

    public RequestsFixture()
    {
        var tasks = new StoredTasks(_ledger.Tasks, _ledger.OpenWriter());
        var check = new TaskTypeCheck(new KnownTaskTypes(Catalog, _ledger.Clock));
        Retry = new TaskRetry(tasks, check, Signal, _ledger.Clock);
        Rescheduling = new TaskRescheduling(tasks, Signal, _ledger.Clock);
    }

    public InMemoryTaskCatalog Catalog { get; } = new();

    public DispatchSignal Signal { get; } = new();

    public TaskRetry Retry { get; }

    public TaskRescheduling Rescheduling { get; }

    public DateTimeOffset Now => _ledger.Clock.GetUtcNow();

    public Task<Guid> Submit(TimeSpan delay) => _ledger.Submit(delay);

    public Task<Guid> Fail() => _ledger.Fail(new Contracts.TaskError { Type = "boom", Message = "Boom" });

    public Task<TaskSaga> Row(Guid id) => _ledger.Row(id);

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();
}
