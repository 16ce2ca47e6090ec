using Messaging.Redis.Sagas;
using Messaging.TestSupport;

namespace Messaging.Redis.Tests.Sagas;

public sealed class SagaConflictTests
{
    [Fact]
    public async Task A_conflict_publishes_messages_exactly_once()
    {
        await using var bus = await CounterBus.Start();
        await bus.Apply(new Increment(bus.Id));
        bus.Interference.BeforeSave = attempt => attempt == 2 ? bus.Rows.Overwrite(bus.Key, 7, "12345678", total: 40) : Task.CompletedTask;

        await bus.Apply(new Increment(bus.Id));

        bus.Interference.Attempts.ShouldBe(3);
        (await bus.Rows.Total(bus.Key)).ShouldBe(41);
        (await bus.Rows.Version(bus.Key)).ShouldBe(8);
        bus.Published().Select(counted => counted.Total).ShouldBe([1, 41]);
    }

    [Fact]
    public async Task A_row_created_again_with_the_same_version_is_not_taken_for_the_old_one()
    {
        await using var bus = await CounterBus.Start();
        await bus.Apply(new Increment(bus.Id));
        bus.Interference.BeforeSave = attempt => attempt == 2 ? bus.Rows.Overwrite(bus.Key, 1, "12345678", total: 40) : Task.CompletedTask;

        await bus.Apply(new Increment(bus.Id));

        (await bus.Rows.Total(bus.Key)).ShouldBe(41);
    }

    [Fact]
    public async Task A_message_that_is_overtaken_every_time_fails_with_the_bare_conflict_and_has_no_effect()
    {
        await using var bus = await CounterBus.Start();
        bus.Interference.BeforeSave = attempt => bus.Rows.Overwrite(bus.Key, attempt, "12345678", total: 40);

        await bus.Publish(new Increment(bus.Id));
        await Eventually.Is(() => bus.Faults<Increment>().Count > 0);

        var fault = bus.Faults<Increment>().ShouldHaveSingleItem();
        fault.ExceptionType.ShouldBe(typeof(RedisSagaConcurrencyException).FullName);
        bus.Interference.Attempts.ShouldBe(17);
        bus.Published().ShouldBeEmpty();
        (await bus.Rows.Total(bus.Key)).ShouldBe(40);
    }

    [Fact]
    public async Task A_behaviour_that_throws_publishes_nothing_and_writes_nothing()
    {
        await using var bus = await CounterBus.Start();
        bus.Interference.BeforeSave = _ => throw new InvalidOperationException("broken");

        await bus.Publish(new Increment(bus.Id));
        await Eventually.Is(() => bus.Faults<Increment>().Count > 0);

        bus.Interference.Attempts.ShouldBe(1);
        bus.Published().ShouldBeEmpty();
        (await bus.Rows.Get(bus.Key)).ShouldBeNull();
    }
}
