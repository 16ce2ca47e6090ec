namespace Messaging.Redis.Tests.Sagas;

public sealed class SagaDeletionTests
{
    [Fact]
    public async Task A_delete_does_not_swallow_an_update_that_came_first()
    {
        await using var bus = await CounterBus.Start();
        await bus.Apply(new Increment(bus.Id));
        bus.Interference.BeforeSave = attempt => attempt == 2 ? bus.Apply(new Increment(bus.Id)) : Task.CompletedTask;

        await bus.Apply(new Finish(bus.Id));

        (await bus.Rows.Get(bus.Key)).ShouldBeNull();
        bus.Published().ShouldBe([
            new Counted(bus.Id, nameof(Increment), 1),
            new Counted(bus.Id, nameof(Increment), 2),
            new Counted(bus.Id, nameof(Finish), 2)]);
    }

    [Fact]
    public async Task An_update_does_not_bring_a_deleted_saga_back()
    {
        await using var bus = await CounterBus.Start();
        await bus.Apply(new Increment(bus.Id));
        bus.Interference.BeforeSave = attempt => attempt == 2 ? bus.Apply(new Finish(bus.Id)) : Task.CompletedTask;

        await bus.Apply(new Triple(bus.Id));

        (await bus.Rows.Get(bus.Key)).ShouldBeNull();
        bus.Faults<Triple>().ShouldBeEmpty();
        bus.Published().Select(counted => counted.By).ShouldBe([nameof(Increment), nameof(Finish)]);
    }

    [Fact]
    public async Task An_event_whose_row_vanishes_under_way_is_applied_as_a_first_event()
    {
        await using var bus = await CounterBus.Start();
        await bus.Apply(new Increment(bus.Id));
        await bus.Apply(new Increment(bus.Id));
        bus.Interference.BeforeSave = attempt => attempt == 3 ? bus.Rows.Database.KeyDeleteAsync(bus.Key) : Task.CompletedTask;

        await bus.Apply(new Increment(bus.Id));

        (await bus.Rows.Total(bus.Key)).ShouldBe(1);
        (await bus.Rows.Version(bus.Key)).ShouldBe(1);
        bus.Published().Select(counted => counted.Total).ShouldBe([1, 2, 1]);
    }

    [Fact]
    public async Task A_saga_that_is_deleted_twice_at_once_publishes_its_end_once()
    {
        await using var bus = await CounterBus.Start();
        await bus.Apply(new Increment(bus.Id));
        bus.Interference.BeforeSave = attempt => attempt == 2 ? bus.Apply(new Finish(bus.Id)) : Task.CompletedTask;

        await bus.Apply(new Finish(bus.Id));

        bus.Published().Count(counted => counted.By == nameof(Finish)).ShouldBe(1);
        bus.Faults<Finish>().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_that_cannot_be_the_first_is_discarded_without_a_saga()
    {
        await using var bus = await CounterBus.Start();

        await bus.Apply(new Triple(bus.Id));

        bus.Faults<Triple>().ShouldBeEmpty();
        bus.Interference.Attempts.ShouldBe(0);
        (await bus.Rows.Get(bus.Key)).ShouldBeNull();
    }
}
