using Messaging.TestSupport;

namespace Messaging.Redis.Tests.Sagas;

[Collection(RunAlone.Name)]
public sealed class SagaRoundTripTests
{
    [Fact]
    public async Task An_event_costs_a_read_and_a_write_and_an_unchanged_saga_only_the_read()
    {
        await using var bus = await StartWarm();
        using var monitor = await RedisMonitor.Start();

        await bus.Apply(new Increment(bus.Id));
        await bus.Apply(new Increment(bus.Id));
        await bus.Apply(new Touch(bus.Id));
        await bus.Apply(new Finish(bus.Id));

        (await monitor.CommandsAbout(bus.Key, bus.Rows)).ShouldBe(["GET", "EVALSHA", "GET", "EVALSHA", "GET", "GET", "EVALSHA"]);
    }

    [Fact]
    public async Task A_conflict_costs_one_more_write_and_no_read()
    {
        await using var bus = await StartWarm();
        using var monitor = await RedisMonitor.Start();
        bus.Interference.BeforeSave = attempt => attempt == 2 ? bus.Rows.Overwrite(bus.Key, 7, "12345678", total: 40) : Task.CompletedTask;

        await bus.Apply(new Increment(bus.Id));

        (await monitor.CommandsAbout(bus.Key, bus.Rows))
            .ShouldBe(["GET", "SET", "EVALSHA", "EVALSHA"], customMessage: "SET is the test's own");
    }

    [Fact]
    public async Task A_flush_of_the_servers_scripts_goes_unnoticed()
    {
        await using var bus = await CounterBus.Start();
        await bus.Apply(new Increment(bus.Id));
        bus.Interference.BeforeSave = _ => bus.Rows.Execute("SCRIPT", "FLUSH");

        await bus.Apply(new Increment(bus.Id));

        bus.Faults<Increment>().ShouldBeEmpty();
        bus.Interference.Attempts.ShouldBe(2);
        (await bus.Rows.Total(bus.Key)).ShouldBe(2);
    }

    /// <summary>The first script on a connection travels in full, as EVAL.</summary>
    private static async Task<CounterBus> StartWarm()
    {
        var bus = await CounterBus.Start();
        await bus.Apply(new Increment(Guid.NewGuid()));
        return bus;
    }
}
