using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Ledger;

/// <summary>Where the ledger puts a row, for others to find it.</summary>
public sealed class TaskLedgerPlacesTests
{
    private readonly LedgerFixture _fixture = new();

    [Fact]
    public async Task No_row_dies_by_itself()
    {
        await _fixture.Apply(Told.Submitted());
        await _fixture.Apply(Told.Started(), Told.AttemptFailed(at: 0));
        await _fixture.Apply(Told.Enqueued(2));

        _fixture.Store.Commits.Select(changes => changes[0].TimeToLive).ShouldBe([null, null, null]);
    }

    [Fact]
    public async Task A_row_is_to_be_found_where_its_state_puts_it()
    {
        async Task Becomes(TaskIndexEntry place, params TaskEvent[] events)
        {
            await _fixture.Apply(events);
            _fixture.Store.PlaceOf(Told.Id).ShouldBe(place);
        }

        await Becomes(new TaskIndexEntry { Due = Told.At(60) }, Told.Submitted(due: 60));
        await Becomes(default, Told.Enqueued());
        await Becomes(default, Told.Started());
        await Becomes(new TaskIndexEntry { Due = Told.At(90) }, Told.AttemptFailed(retryAt: 90));
        await Becomes(new TaskIndexEntry { Due = Told.At(95) }, Told.Deferred(2, until: 95));
        await Becomes(new TaskIndexEntry { Retention = Told.At(100) + TimeSpan.FromDays(30) }, Told.AttemptFailed(3, at: 100));
        await Becomes(default, Told.Enqueued(4));
        await Becomes(new TaskIndexEntry { Retention = Told.At(120) + TimeSpan.FromHours(24) }, Told.Canceled(4, at: 120));
    }

    [Fact]
    public async Task A_queued_task_is_in_the_outbox_until_its_command_is_known_to_be_in_the_broker()
    {
        await _fixture.Apply(Told.Submitted());
        _fixture.Store.PlaceOf(Told.Id).ShouldBe(new TaskIndexEntry { Outbox = Told.At(5) });

        await _fixture.Apply(Told.CancelRequested());
        _fixture.Store.PlaceOf(Told.Id).ShouldBe(new TaskIndexEntry { Outbox = Told.At(5) });

        await _fixture.Apply(Told.Enqueued());
        _fixture.Store.PlaceOf(Told.Id).ShouldBe(default);
    }

    [Fact]
    public async Task A_task_that_nobody_submitted_is_never_in_the_outbox()
    {
        await _fixture.Apply(Told.CancelRequested());

        _fixture.Store.PlaceOf(Told.Id).ShouldBe(default);
    }
}
