using Messaging.Lifecycle.Batching;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Failures;
using Messaging.Lifecycle.Health;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Limits;
using Messaging.Lifecycle.Logs;
using Messaging.Lifecycle.Metrics;
using Messaging.Lifecycle.Pauses;
using Messaging.Lifecycle.Processes;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Search;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Lifecycle;

/// <summary>Registration of this library.</summary>
public static class LifecycleServices
{
    /// <summary>Registers the ledger and what drives it, without a store. May be called more than once.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services)
    {
        services.AddOptions<LedgerOptions>().BindConfiguration("Ledger").ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CoalescerMonitor>();
        services.TryAddSingleton<MetricNames>();
        services.TryAddSingleton<LedgerMetrics>();
        services.TryAddSingleton<TaskStateMachine>();
        services.TryAddSingleton<TaskEventRaiser>();
        services.TryAddSingleton<RecentRows>();
        services.TryAddSingleton<TaskStore>();
        services.TryAddSingleton<TaskLedger>();
        services.TryAddSingleton<LedgerWriter>();
        services.TryAddSingleton<DispatchSignal>();
        services.TryAddSingleton<TaskJanitor>();
        services.TryAddSingleton<TaskQuarantine>();
        services.TryAddSingleton<TaskSearch>();
        return services;
    }

    /// <summary>Registers the ledger with a store in this process: nothing survives a restart.</summary>
    public static IServiceCollection AddInMemoryLedger(this IServiceCollection services)
    {
        services.TryAddSingleton<IRowStore, InMemoryRowStore>();
        services.TryAddSingleton<ITaskCatalog, InMemoryTaskCatalog>();
        services.TryAddSingleton<IWorkerDirectory, InMemoryWorkerDirectory>();
        services.TryAddSingleton<IProcessDirectory, InMemoryProcessDirectory>();
        services.TryAddSingleton<IPauses, InMemoryPauses>();
        services.TryAddSingleton<ITaskLimits, InMemoryTaskLimits>();
        services.TryAddSingleton<ITaskLogs, InMemoryTaskLogs>();
        services.TryAddSingleton<IReplayStore, InMemoryReplayStore>();
        return services.AddLedger();
    }

    /// <summary>Adds the store to the health checks, once however many services of one process ask for it.</summary>
    public static IServiceCollection AddTaskStoreHealth(this IServiceCollection services, params string[] tags) =>
        services.AddHealthOnce<TaskStoreHealthCheck>("store", tags);

    /// <summary>Adds the coalescers to the health checks, once however many services of one process ask for it.</summary>
    public static IServiceCollection AddCoalescerHealth(this IServiceCollection services, params string[] tags) =>
        services.AddHealthOnce<CoalescerHealthCheck>("coalescers", tags);

    private static IServiceCollection AddHealthOnce<TCheck>(this IServiceCollection services, string name, string[] tags)
        where TCheck : class, IHealthCheck
    {
        services.AddHealthChecks();
        return services.Configure<HealthCheckServiceOptions>(health =>
        {
            if (health.Registrations.All(check => check.Name != name))
            {
                health.Registrations.Add(
                    new HealthCheckRegistration(name, ActivatorUtilities.GetServiceOrCreateInstance<TCheck>, null, tags));
            }
        });
    }
}
