using Messaging.Redis.Sagas;

// Users of MassTransit.Redis find these methods without a new using.
namespace MassTransit;

#pragma warning disable RS0026 // The overloads are those of MassTransit.Redis, whose callers this replaces.
/// <summary>Registers Redis as the repository of sagas, with the method names of MassTransit.Redis.</summary>
public static class RedisSagaRepositoryRegistrationExtensions
{
    /// <summary>Keeps sagas of this type in Redis.</summary>
    /// <typeparam name="T">The saga's type.</typeparam>
    /// <param name="configurator">The saga's registration.</param>
    /// <param name="configure">Changes the defaults: Redis at 127.0.0.1, keys that begin with the saga's type, no expiry.</param>
    /// <returns>The saga's registration.</returns>
    /// <exception cref="ConfigurationException">A setting is out of range, or another saga type has the same key prefix.</exception>
    public static ISagaRegistrationConfigurator<T> RedisRepository<T>(
        this ISagaRegistrationConfigurator<T> configurator,
        Action<IRedisSagaRepositoryConfigurator>? configure = null)
        where T : class, ISagaVersion
    {
        ArgumentNullException.ThrowIfNull(configurator);
        var repository = new RedisSagaRepositoryConfigurator<T>();
        configure?.Invoke(repository);
        return configurator.Repository(repository.Register);
    }

    /// <summary>Keeps sagas of this type in the Redis that a configuration string names.</summary>
    /// <typeparam name="T">The saga's type.</typeparam>
    /// <param name="configurator">The saga's registration.</param>
    /// <param name="configuration">A StackExchange.Redis configuration string.</param>
    /// <param name="configure">Changes the other defaults: keys that begin with the saga's type, no expiry.</param>
    /// <returns>The saga's registration.</returns>
    /// <exception cref="ConfigurationException">A setting is out of range, or another saga type has the same key prefix.</exception>
    public static ISagaRegistrationConfigurator<T> RedisRepository<T>(
        this ISagaRegistrationConfigurator<T> configurator,
        string configuration,
        Action<IRedisSagaRepositoryConfigurator>? configure = null)
        where T : class, ISagaVersion =>
        configurator.RedisRepository(At(configuration, configure));

    /// <summary>Keeps the sagas of job consumers in Redis.</summary>
    /// <param name="configurator">The registration of the job sagas.</param>
    /// <param name="configure">Changes the defaults. The name of each saga's type is appended to a key prefix.</param>
    /// <returns>The registration of the job sagas.</returns>
    /// <exception cref="ConfigurationException">A setting is out of range.</exception>
    public static IJobSagaRegistrationConfigurator RedisRepository(
        this IJobSagaRegistrationConfigurator configurator,
        Action<IRedisSagaRepositoryConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        return configurator.UseRepositoryRegistrationProvider(new RedisSagaRepositoryRegistrationProvider(configure));
    }

    /// <summary>Keeps the sagas of job consumers in the Redis that a configuration string names.</summary>
    /// <param name="configurator">The registration of the job sagas.</param>
    /// <param name="configuration">A StackExchange.Redis configuration string.</param>
    /// <param name="configure">Changes the other defaults. The name of each saga's type is appended to a key prefix.</param>
    /// <returns>The registration of the job sagas.</returns>
    /// <exception cref="ConfigurationException">A setting is out of range.</exception>
    public static IJobSagaRegistrationConfigurator RedisRepository(
        this IJobSagaRegistrationConfigurator configurator,
        string configuration,
        Action<IRedisSagaRepositoryConfigurator>? configure = null) =>
        configurator.RedisRepository(At(configuration, configure));

    /// <summary>Keeps every saga that has no repository of its own in Redis.</summary>
    /// <param name="configurator">The registration of the bus.</param>
    /// <param name="configure">Changes the defaults. The name of each saga's type is appended to a key prefix.</param>
    /// <exception cref="ConfigurationException">Thrown when the registration completes: a setting is out of range, or a saga is no
    /// <see cref="ISagaVersion"/>.</exception>
    public static void SetRedisSagaRepositoryProvider(
        this IRegistrationConfigurator configurator,
        Action<IRedisSagaRepositoryConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        configurator.SetSagaRepositoryProvider(new RedisSagaRepositoryRegistrationProvider(configure));
    }

    /// <summary>Keeps every saga that has no repository of its own in the Redis that a configuration string names.</summary>
    /// <param name="configurator">The registration of the bus.</param>
    /// <param name="configuration">A StackExchange.Redis configuration string.</param>
    /// <param name="configure">Changes the other defaults. The name of each saga's type is appended to a key prefix.</param>
    /// <exception cref="ConfigurationException">Thrown when the registration completes: a setting is out of range, or a saga is no
    /// <see cref="ISagaVersion"/>.</exception>
    public static void SetRedisSagaRepositoryProvider(
        this IRegistrationConfigurator configurator,
        string configuration,
        Action<IRedisSagaRepositoryConfigurator>? configure = null) =>
        configurator.SetRedisSagaRepositoryProvider(At(configuration, configure));

    private static Action<IRedisSagaRepositoryConfigurator> At(string configuration, Action<IRedisSagaRepositoryConfigurator>? configure) =>
        repository =>
        {
            repository.DatabaseConfiguration(configuration);
            configure?.Invoke(repository);
        };
}
