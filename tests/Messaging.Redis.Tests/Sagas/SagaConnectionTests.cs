using MassTransit;
using Messaging.TestSupport;

namespace Messaging.Redis.Tests.Sagas;

public sealed class SagaConnectionTests
{
    [Fact]
    public async Task Saga_types_with_one_configuration_share_a_connection_that_closes_with_the_container()
    {
        using var rows = new RedisRows();
        var name = $"test-{Guid.NewGuid():N}";
        var prefix = $"test:{Guid.NewGuid():N}";
        var configuration = $"{TestServers.Redis},name={name}";
        await using (var bus = await CounterBus.StartWith($"{prefix}:counter", configure =>
        {
            configure.AddSagaStateMachine<CounterStateMachine, CounterSaga>()
                .RedisRepository(configuration, r => r.KeyPrefix = $"{prefix}:counter");
            configure.AddSagaStateMachine<TallyStateMachine, TallySaga>()
                .RedisRepository(configuration, r => r.KeyPrefix = $"{prefix}:tally");
        }))
        {
            await bus.Publish(new Increment(bus.Id));
            await Eventually.Is(
                async () => await rows.Get(bus.Key) is not null && await rows.Get($"{prefix}:tally:{bus.Id:N}") is not null);

            (await Connections(rows, name)).ShouldBe(1, "commands and subscriptions share a connection");
        }

        await Eventually.Is(async () => await Connections(rows, name) == 0);
    }

    [Fact]
    public async Task A_connection_that_failed_is_tried_again_with_the_next_message()
    {
        using var rows = new RedisRows();
        var calls = 0;
        await using var bus = await CounterBus.Start(r => r.ConnectionFactory(
            () => ++calls == 1 ? throw new InvalidOperationException("not yet") : rows.Database.Multiplexer));

        await bus.Publish(new Increment(bus.Id));
        await Eventually.Is(() => bus.Faults<Increment>().Count > 0);
        await bus.Apply(new Increment(bus.Id));
        await bus.Apply(new Increment(bus.Id));

        (await rows.Total(bus.Key)).ShouldBe(2);
        calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_stops_answering_fails_the_message_instead_of_holding_it()
    {
        using var proxy = new StallingProxy();
        await using var bus = await CounterBus.Start(r =>
        {
            r.DatabaseConfiguration(proxy.Configuration);
            r.CommandTimeout = TimeSpan.FromSeconds(3);
        });
        await bus.Apply(new Increment(bus.Id));

        proxy.Stall();
        await bus.Publish(new Increment(bus.Id));
        await Eventually.Is(() => bus.Faults<Increment>().Count > 0);
        bus.Faults<Increment>().ShouldHaveSingleItem().ExceptionType.ShouldBe(typeof(TimeoutException).FullName);

        proxy.Resume();
        await bus.Apply(new Increment(bus.Id));
        (await bus.Rows.Total(bus.Key)).ShouldBe(2);
    }

    private static async Task<int> Connections(RedisRows rows, string name) =>
        (await rows.Execute("CLIENT", "LIST")).Split('\n').Count(client => client.Contains($"name={name} ", StringComparison.Ordinal));
}
