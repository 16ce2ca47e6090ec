using Messaging.Lifecycle;
using Messaging.Lifecycle.Clocks;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Messaging.Redis.Tests;

/// <summary>What one process has of Redis: a connection of its own, and all that works on it.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private static readonly TaskEventRaiser Raiser = new(new TaskStateMachine());

    private readonly RedisConnection _connection;

    public RedisProcess(
        string? connectionString = null,
        string? keyPrefix = null,
        TimeSpan? timeout = null,
        LedgerOptions? options = null,
        Action<RedisOptions>? configure = null,
        StoreClock? clock = null)
    {
        KeyPrefix = keyPrefix ?? $"test-{Guid.NewGuid():N}";
        // Long by default: no test may depend on how fast the machine is.
        var redis = new RedisOptions
        {
            // For what tests ask past the store: the client refuses to send an operator's commands otherwise.
            ConnectionString = $"{connectionString ?? TestServers.Redis},allowAdmin=true",
            KeyPrefix = KeyPrefix,
            Timeout = timeout ?? TimeSpan.FromSeconds(30),
        };
        configure?.Invoke(redis);
        _connection = new RedisConnection(Options.Create(redis), clock);
        Store = new RedisRowStore(_connection);
        Catalog = new RedisTaskCatalog(_connection);
        WorkerDirectory = new RedisWorkerDirectory(_connection);
        Pauses = new RedisPauses(_connection);
        TaskLogs = new RedisTaskLogs(_connection);
        Replays = new RedisReplayStore(_connection);
        Ledger = new TaskLedger(Store.InTasks(), Raiser, Options.Create(options ?? new LedgerOptions()), new RecentRows());
        Janitor = new TaskJanitor(Store.InTasks(), TaskLogs, Options.Create(new LedgerOptions()), TimeProvider.System);
    }

    /// <summary>
    /// How long notices may be missing: a client whose connections are cut looks once a minute whether it is subscribed where it should be,
    /// if not at once.
    /// </summary>
    public static TimeSpan Resubscription { get; } = TimeSpan.FromMinutes(2.5);

    public string KeyPrefix { get; }

    public RedisKeys Keys => _connection.Keys;

    public IStoreTime Time => _connection;

    public RedisRowStore Store { get; }

    public TaskStore Tasks => Store.InTasks();

    public RedisTaskCatalog Catalog { get; }

    public RedisWorkerDirectory WorkerDirectory { get; }

    public RedisPauses Pauses { get; }

    public RedisTaskLogs TaskLogs { get; }

    public RedisReplayStore Replays { get; }

    public TaskLedger Ledger { get; }

    public TaskJanitor Janitor { get; }

    /// <summary>Past the store, as an operator at the command line.</summary>
    public Task<RedisResult> Execute(string command, params object[] arguments) =>
        _connection.Ask(command, default, (database, flags) => database.ExecuteAsync(command, arguments, flags), CancellationToken.None);

    public RedisTaskLimits LimitsBy(TimeProvider? clock) => new(_connection, clock);

    public RedisProcessDirectory ProcessesBy(TimeProvider? clock) => new(_connection, clock);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
