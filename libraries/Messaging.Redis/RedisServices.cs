using Messaging.Lifecycle;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Clocks;
using Messaging.Lifecycle.Failures;
using Messaging.Lifecycle.Limits;
using Messaging.Lifecycle.Logs;
using Messaging.Lifecycle.Pauses;
using Messaging.Lifecycle.Processes;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Workers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.Redis;

/// <summary>Registration of this library. MassTransit's saga repository has its own: <c>.RedisRepository(...)</c>.</summary>
public static class RedisServices
{
    /// <summary>Registers the ledger with Redis as its store, at <c>ConnectionStrings:Redis</c>.</summary>
    public static IServiceCollection AddRedisLedger(this IServiceCollection services)
    {
        services.AddOptions<RedisOptions>()
            .Configure<IConfiguration>(
                (options, configuration) => options.ConnectionString = configuration.GetConnectionString("Redis") ?? "")
            .BindConfiguration("Redis")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton<RedisConnection>();
        services.TryAddSingleton<IRowStore, RedisRowStore>();
        services.TryAddSingleton<ITaskCatalog, RedisTaskCatalog>();
        services.TryAddSingleton<IWorkerDirectory, RedisWorkerDirectory>();
        services.TryAddSingleton<IProcessDirectory>(provider => new RedisProcessDirectory(provider.GetRequiredService<RedisConnection>()));
        services.TryAddSingleton<IStoreTime>(provider => provider.GetRequiredService<RedisConnection>());
        services.TryAddSingleton<IPauses, RedisPauses>();
        services.TryAddSingleton<ITaskLimits>(provider => new RedisTaskLimits(provider.GetRequiredService<RedisConnection>()));
        services.TryAddSingleton<ITaskLogs, RedisTaskLogs>();
        services.TryAddSingleton<IReplayStore, RedisReplayStore>();
        return services.AddLedger();
    }
}
