using System.Reflection;
using MassTransit;
using MassTransit.Configuration;

namespace Messaging.Redis.Sagas;

/// <summary>Gives every saga type that has no repository of its own one with the same configuration.</summary>
internal sealed class RedisSagaRepositoryRegistrationProvider(Action<IRedisSagaRepositoryConfigurator>? configure)
    : ISagaRepositoryRegistrationProvider
{
    private static readonly MethodInfo ConfigureMethod =
        typeof(RedisSagaRepositoryRegistrationProvider)
            .GetMethod(nameof(ConfigureVersioned), BindingFlags.NonPublic | BindingFlags.Instance)!;

    public void Configure<TSaga>(ISagaRegistrationConfigurator<TSaga> configurator)
        where TSaga : class, ISaga
    {
        if (!typeof(TSaga).IsAssignableTo(typeof(ISagaVersion)))
        {
            throw new ConfigurationException($"{TypeCache<TSaga>.ShortName} must implement {nameof(ISagaVersion)} to be kept in Redis.");
        }

        ConfigureMethod
            .MakeGenericMethod(typeof(TSaga))
            .Invoke(this, BindingFlags.DoNotWrapExceptions, binder: null, [configurator], culture: null);
    }

    private void ConfigureVersioned<TSaga>(ISagaRegistrationConfigurator<TSaga> configurator)
        where TSaga : class, ISagaVersion
    {
        var repository = new RedisSagaRepositoryConfigurator<TSaga>();
        configure?.Invoke(repository);
        repository.SeparateKeysByType();
        configurator.Repository(repository.Register);
    }
}
