using System.Text.Json;
using MassTransit;
using StackExchange.Redis;

namespace Messaging.Redis.Sagas;

/// <summary>
/// Settings of a Redis saga repository, named as in MassTransit.Redis. The repository takes no locks: a save compares
/// the row's version and writes in one script, and a message whose save is refused runs again in place on the newer row.
/// Behaviours may therefore run more than once per message. What they publish, send or answer through their context goes
/// out once, after the save; what they publish through an endpoint injected into them goes out with every run.
/// </summary>
public interface IRedisSagaRepositoryConfigurator
{
    /// <summary>
    /// Has no effect: every save is optimistic, and conflicts are retried in place. Accepted so that code written for MassTransit.Redis
    /// compiles.
    /// </summary>
    ConcurrencyMode ConcurrencyMode { set; }

    /// <summary>
    /// What the keys of this saga type begin with: a row's key is <c>{KeyPrefix}:{id}</c>, the id as 32 hex digits.
    /// Default, also for an empty value: <c>saga:</c> and the full name of the saga's type. Two saga types of one
    /// container cannot have the same prefix, because their sagas with the same id would share a row: the registration
    /// throws <see cref="ConfigurationException"/>. Where one configuration serves several saga types, the name of the
    /// type is appended to the prefix.
    /// </summary>
    string? KeyPrefix { set; }

    /// <summary>Has no effect: there are no locks. Accepted so that code written for MassTransit.Redis compiles.</summary>
    string? LockSuffix { set; }

    /// <summary>Has no effect: there are no locks. Accepted so that code written for MassTransit.Redis compiles.</summary>
    TimeSpan LockTimeout { set; }

    /// <summary>
    /// How long a row lives after it was last written; at least one millisecond. Default: null, for ever. A message that
    /// does not change the saga does not write it and does not prolong its life.
    /// </summary>
    TimeSpan? Expiry { set; }

    /// <summary>Has no effect: it was the policy of taking locks. Accepted so that code written for MassTransit.Redis compiles.</summary>
    IRetryPolicy? RetryPolicy { set; }

    /// <summary>
    /// How long one Redis command may take before it fails with <see cref="TimeoutException"/>. Default: 5 seconds.
    /// A save that timed out may have been done: the message, delivered again, then finds the saga changed.
    /// </summary>
    TimeSpan CommandTimeout { set; }

    /// <summary>
    /// How sagas become JSON. Default: the web defaults of System.Text.Json, not indented, with non-ASCII text as plain
    /// UTF-8. The options are copied; the saga's version is never part of the JSON.
    /// </summary>
    JsonSerializerOptions SerializerOptions { set; }

    /// <summary>
    /// Connects with a configuration string. Saga types with equal configurations share one connection, which opens with
    /// the first message and closes with the container. Default: <c>127.0.0.1</c>.
    /// </summary>
    /// <param name="configuration">A StackExchange.Redis configuration string.</param>
    /// <exception cref="ArgumentException">The string is not a valid configuration.</exception>
    void DatabaseConfiguration(string configuration);

    /// <summary>
    /// Connects with configuration options. Saga types with equal configurations share one connection, which opens with
    /// the first message and closes with the container.
    /// </summary>
    /// <param name="configurationOptions">The options.</param>
    void DatabaseConfiguration(ConfigurationOptions configurationOptions);

    /// <summary>Uses a connection of the caller's, who disposes of it.</summary>
    /// <param name="connectionFactory">Returns the connection. Called once per saga type, with the first message, and again only after it
    /// threw.</param>
    void ConnectionFactory(Func<IConnectionMultiplexer> connectionFactory);

    /// <summary>Uses a connection from the container, which disposes of it.</summary>
    /// <param name="connectionFactory">Returns the connection; gets the root provider. Called once per saga type, with the first message,
    /// and again only after it threw.</param>
    void ConnectionFactory(Func<IServiceProvider, IConnectionMultiplexer> connectionFactory);

    /// <summary>Chooses the database. Default: the connection's default database.</summary>
    /// <param name="databaseSelector">Returns the database to use. Called once per saga type.</param>
    void SelectDatabase(Func<IConnectionMultiplexer, IDatabase> databaseSelector);
}
