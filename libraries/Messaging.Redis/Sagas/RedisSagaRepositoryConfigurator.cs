using System.Text.Json;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace Messaging.Redis.Sagas;

internal sealed class RedisSagaRepositoryConfigurator<TSaga> : IRedisSagaRepositoryConfigurator
    where TSaga : class, ISagaVersion
{
    private Func<IServiceProvider, Task<IConnectionMultiplexer>> _connect;
    private Func<IConnectionMultiplexer, IDatabase> _selectDatabase = multiplexer => multiplexer.GetDatabase();

    public RedisSagaRepositoryConfigurator() => _connect = Shared(ConfigurationOptions.Parse("127.0.0.1"));

    public ConcurrencyMode ConcurrencyMode { get; set; }

    public string? KeyPrefix { get; set; }

    public string? LockSuffix { get; set; }

    public TimeSpan LockTimeout { get; set; }

    public TimeSpan? Expiry { get; set; }

    public IRetryPolicy? RetryPolicy { get; set; }

    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(5);

    public JsonSerializerOptions SerializerOptions { get; set; } = JsonSerializerOptions.Web;

    public void DatabaseConfiguration(string configuration) => DatabaseConfiguration(ConfigurationOptions.Parse(configuration));

    public void DatabaseConfiguration(ConfigurationOptions configurationOptions)
    {
        ArgumentNullException.ThrowIfNull(configurationOptions);
        _connect = Shared(configurationOptions);
    }

    public void ConnectionFactory(Func<IConnectionMultiplexer> connectionFactory)
    {
        ArgumentNullException.ThrowIfNull(connectionFactory);
        _connect = _ => Task.FromResult(connectionFactory());
    }

    public void ConnectionFactory(Func<IServiceProvider, IConnectionMultiplexer> connectionFactory)
    {
        ArgumentNullException.ThrowIfNull(connectionFactory);
        _connect = provider => Task.FromResult(connectionFactory(provider));
    }

    public void SelectDatabase(Func<IConnectionMultiplexer, IDatabase> databaseSelector)
    {
        ArgumentNullException.ThrowIfNull(databaseSelector);
        _selectDatabase = databaseSelector;
    }

    /// <summary>For a configuration that serves several saga types: each gets keys of its own below the common prefix.</summary>
    public void SeparateKeysByType()
    {
        if (!string.IsNullOrWhiteSpace(KeyPrefix))
        {
            KeyPrefix = $"{KeyPrefix.TrimEnd(':')}:{TypeCache<TSaga>.ShortName}";
        }
    }

    /// <exception cref="ConfigurationException">A setting is out of range, or the prefix belongs to another saga type.</exception>
    public void Register(ISagaRepositoryRegistrationConfigurator<TSaga> services)
    {
        var options = Validated();
        ClaimKeyPrefix(services, options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RedisConnections>();
        services.Replace(ServiceDescriptor.Singleton(provider =>
            new RedisSagaStore<TSaga>(options, provider, provider.GetRequiredService<TimeProvider>())));
        services.RegisterLoadSagaRepository<TSaga, RedisSagaRepositoryContextFactory<TSaga>>();
        services.RegisterSagaRepository<
            TSaga,
            RedisSagaStore<TSaga>,
            SagaConsumeContextFactory<RedisSagaStore<TSaga>, TSaga>,
            RedisSagaRepositoryContextFactory<TSaga>>();
    }

    private static Func<IServiceProvider, Task<IConnectionMultiplexer>> Shared(ConfigurationOptions configuration) =>
        provider => provider.GetRequiredService<RedisConnections>().Get(configuration);

    private static void ClaimKeyPrefix(IServiceCollection services, RedisSagaOptions options)
    {
        var registered = services
            .Where(service => service.ServiceType == typeof(RedisSagaOptions))
            .Select(service => (RedisSagaOptions)service.ImplementationInstance!);
        if (registered.FirstOrDefault(other => other.KeyPrefix == options.KeyPrefix && other.SagaType != options.SagaType) is { } owner)
        {
            throw new ConfigurationException(
                $"The Redis key prefix '{options.KeyPrefix}' of {TypeCache<TSaga>.ShortName} belongs to "
                    + $"{TypeCache.GetShortName(owner.SagaType)}: "
                + "sagas of both types with the same id would share a row. Give each saga type a KeyPrefix of its own, or leave it out.");
        }

        services.AddSingleton(options);
    }

    private RedisSagaOptions Validated()
    {
        if (Expiry < TimeSpan.FromMilliseconds(1))
        {
            throw new ConfigurationException($"{nameof(Expiry)} must be at least one millisecond, but is {Expiry}.");
        }

        if (CommandTimeout <= TimeSpan.Zero)
        {
            throw new ConfigurationException($"{nameof(CommandTimeout)} must be longer than zero, but is {CommandTimeout}.");
        }

        var prefix = string.IsNullOrWhiteSpace(KeyPrefix) ? $"saga:{TypeCache<TSaga>.ShortName}" : KeyPrefix.TrimEnd(':');
        return new RedisSagaOptions(typeof(TSaga), prefix, Expiry, CommandTimeout, SerializerOptions, _connect, _selectDatabase);
    }
}
