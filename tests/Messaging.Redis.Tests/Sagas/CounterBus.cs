using MassTransit;
using MassTransit.Testing;
using Messaging.Redis.Sagas;
using Messaging.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Redis.Tests.Sagas;

/// <summary>A process with a bus in memory and its sagas in Redis, below a key prefix of its own.</summary>
internal sealed class CounterBus : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private CounterBus(ServiceProvider provider, string prefix)
    {
        _provider = provider;
        Prefix = prefix;
        Harness = provider.GetRequiredService<ITestHarness>();
    }

    public string Prefix { get; }

    public Guid Id { get; } = Guid.NewGuid();

    public string Key => $"{Prefix}:{Id:N}";

    public ITestHarness Harness { get; }

    public RedisRows Rows { get; } = new();

    public Interference Interference => _provider.GetRequiredService<Interference>();

    public ILoadSagaRepository<CounterSaga> Sagas => _provider.GetRequiredService<ILoadSagaRepository<CounterSaga>>();

    public static Task<CounterBus> Start(Action<IRedisSagaRepositoryConfigurator>? configure = null)
    {
        var prefix = $"test:{Guid.NewGuid():N}";
        return StartWith(prefix, bus => bus.AddSagaStateMachine<CounterStateMachine, CounterSaga>()
            .RedisRepository(TestServers.Redis, repository =>
            {
                repository.KeyPrefix = prefix;
                configure?.Invoke(repository);
            }));
    }

    public static async Task<CounterBus> StartWith(string prefix, Action<IBusRegistrationConfigurator> configure)
    {
        var provider = new ServiceCollection()
            .AddSingleton<Interference>()
            .AddMassTransitTestHarness(configure)
            .BuildServiceProvider(validateScopes: true);
        var bus = new CounterBus(provider, prefix);
        await bus.Harness.Start();
        return bus;
    }

    public Task Publish<T>(T message)
        where T : class => Harness.Bus.Publish(message);

    /// <summary>Publishes a message and waits until the saga is done with it, well or badly.</summary>
    public async Task Apply<T>(T message)
        where T : class
    {
        var messageId = NewId.NextGuid();
        await Harness.Bus.Publish(message, context => context.MessageId = messageId);
        (await Harness.Consumed.Any<T>(consumed => consumed.Context.MessageId == messageId)).ShouldBeTrue();
    }

    public IReadOnlyList<Counted> Published() =>
        [.. Harness.Published.Select<Counted>(Now).Select(published => published.Context.Message)];

    public IReadOnlyList<ExceptionInfo> Faults<T>()
        where T : class =>
        [.. Harness.Published.Select<Fault<T>>(Now).SelectMany(fault => fault.Context.Message.Exceptions)];

    public async ValueTask DisposeAsync()
    {
        Rows.Dispose();
        await _provider.DisposeAsync();
    }

    private static CancellationToken Now => new(canceled: true);
}
