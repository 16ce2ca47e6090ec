using MassTransit;
using Messaging.Redis.Sagas;
using Messaging.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Messaging.Redis.Tests.Sagas;

public sealed class SagaRegistrationTests
{
    [Fact]
    public async Task Code_written_for_the_package_of_MassTransit_compiles_and_works()
    {
        using var rows = new RedisRows();
        await using var bus = await CounterBus.Start(r =>
        {
            r.ConcurrencyMode = ConcurrencyMode.Pessimistic;
            r.KeyPrefix = $"dev:{Guid.NewGuid():N}:";
            r.LockSuffix = "-lockage";
            r.LockTimeout = TimeSpan.FromSeconds(90);
            r.RetryPolicy = Retry.Immediate(3);
            r.Expiry = TimeSpan.FromHours(1);
            r.DatabaseConfiguration("127.0.0.1:1");
            r.DatabaseConfiguration(ConfigurationOptions.Parse("127.0.0.1:1"));
            r.ConnectionFactory(() => rows.Database.Multiplexer);
            r.ConnectionFactory(provider => rows.Database.Multiplexer);
            r.SelectDatabase(multiplexer => multiplexer.GetDatabase(2));
        });

        await bus.Apply(new Increment(bus.Id));

        (await bus.Sagas.Load(bus.Id)).Total.ShouldBe(1);
        (await bus.Rows.Get(bus.Key)).ShouldBeNull();
    }

    [Fact]
    public async Task Two_saga_types_with_one_id_do_not_collide()
    {
        await using var bus = await CounterBus.StartWith("saga:Messaging.Redis.Tests.Sagas.CounterSaga", configure =>
        {
            configure.AddSagaStateMachine<CounterStateMachine, CounterSaga>().RedisRepository(TestServers.Redis);
            configure.AddSagaStateMachine<TallyStateMachine, TallySaga>().RedisRepository(r => r.DatabaseConfiguration(TestServers.Redis));
        });

        await bus.Publish(new Increment(bus.Id));

        await Eventually.Is(async () => await bus.Rows.Get(bus.Key) is not null);
        await Eventually.Is(async () => await bus.Rows.Get($"saga:Messaging.Redis.Tests.Sagas.TallySaga:{bus.Id:N}") is not null);
        (await bus.Rows.Get(bus.Key))!.ShouldContain("\"total\":1");
    }

    [Fact]
    public void Two_saga_types_cannot_have_one_prefix()
    {
        var error = Should.Throw<ConfigurationException>(() => new ServiceCollection().AddMassTransit(bus =>
        {
            bus.AddSagaStateMachine<CounterStateMachine, CounterSaga>().RedisRepository(r => r.KeyPrefix = "dev");
            bus.AddSagaStateMachine<TallyStateMachine, TallySaga>().RedisRepository(r => r.KeyPrefix = "dev:");
        }));

        error.Message.ShouldContain(nameof(CounterSaga));
        error.Message.ShouldContain(nameof(TallySaga));
    }

    [Fact]
    public async Task A_provider_keeps_every_saga_type_below_the_common_prefix()
    {
        var prefix = $"test:{Guid.NewGuid():N}";
        await using var bus = await CounterBus.StartWith($"{prefix}:Messaging.Redis.Tests.Sagas.CounterSaga", configure =>
        {
            configure.SetRedisSagaRepositoryProvider(TestServers.Redis, r => r.KeyPrefix = prefix);
            configure.AddSagaStateMachine<CounterStateMachine, CounterSaga>();
            configure.AddSagaStateMachine<TallyStateMachine, TallySaga>();
        });

        await bus.Publish(new Increment(bus.Id));

        await Eventually.Is(async () => await bus.Rows.Get(bus.Key) is not null);
        await Eventually.Is(async () => await bus.Rows.Get($"{prefix}:Messaging.Redis.Tests.Sagas.TallySaga:{bus.Id:N}") is not null);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_expiry_that_would_expire_at_once_is_refused(int seconds)
    {
        static void Register(Action<IRedisSagaRepositoryConfigurator> configure) =>
            new ServiceCollection()
                .AddMassTransit(bus => bus.AddSagaStateMachine<TallyStateMachine, TallySaga>().RedisRepository(configure));

        Should.Throw<ConfigurationException>(() => Register(r => r.Expiry = TimeSpan.FromSeconds(seconds)));
        Should.Throw<ConfigurationException>(() => Register(r => r.CommandTimeout = TimeSpan.FromSeconds(seconds)));
    }
}
