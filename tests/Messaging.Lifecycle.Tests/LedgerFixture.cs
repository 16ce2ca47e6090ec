using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Logs;
using Messaging.Lifecycle.Metrics;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Lifecycle.Tests;

/// <summary>A ledger on a store in memory, at a time that stands still.</summary>
internal sealed class LedgerFixture
{
    private static readonly TaskEventRaiser Raiser = new(new TaskStateMachine());

    public LedgerFixture()
    {
        Store = new ObservedStore(new InMemoryRowStore(Clock));
        Ledger = OpenAnother();
    }

    public FakeTimeProvider Clock { get; } = new(Told.Start);

    public LedgerOptions Options { get; } = new();

    public ObservedStore Store { get; }

    public TaskStore Tasks => new(Store, Clock);

    public TaskLedger Ledger { get; }

    /// <summary>Another process on the same store.</summary>
    public TaskLedger OpenAnother(LedgerMetrics? metrics = null) =>
        new(Tasks, Raiser, new OptionsWrapper<LedgerOptions>(Options), new RecentRows(), metrics);

    public TaskJanitor OpenJanitor() => new(Tasks, new InMemoryTaskLogs(Clock), new OptionsWrapper<LedgerOptions>(Options), Clock);

    /// <summary>Takes the row away, and leaves all that tells of it: as when somebody deletes its key.</summary>
    public async Task Vanish()
    {
        var row = await Row();
        var entry = TaskIndexEntry.Of(row, Options);
        var version = (uint)row.Version;
        await Store.Commit(
            [
                new RowChange
                {
                    Id = Told.Id,
                    ExpectedVersion = version,
                    Value = TaskRowCodec.Encode(row, version + 1),
                    Before = entry,
                    After = entry,
                    TimeToLive = TimeSpan.FromMilliseconds(1),
                },
            ],
            CancellationToken.None);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await Stored()).ShouldBeNull();
        Store.Forget(Told.Id);
    }

    public Task<IReadOnlyList<LedgerEntry>> Apply(params IReadOnlyList<TaskEvent> events) => Ledger.Apply(events, CancellationToken.None);

    public async Task<byte[]?> Stored(Guid? id = null) => (await Store.Load([id ?? Told.Id], CancellationToken.None))[0];

    public async Task<TaskSaga> Row(Guid? id = null) => TaskRowCodec.Decode(id ?? Told.Id, await Stored(id)).ShouldNotBeNull();

    /// <summary>The row after events that were applied one by one.</summary>
    public static async Task<TaskSaga> RowAfter(params IReadOnlyList<TaskEvent> events)
    {
        var fixture = new LedgerFixture();
        foreach (var item in events)
        {
            await fixture.Apply(item);
        }

        return await fixture.Row(events[0].TaskId);
    }
}
