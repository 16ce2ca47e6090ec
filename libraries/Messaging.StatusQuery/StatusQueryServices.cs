using MassTransit;
using Messaging.Hosting.Health;
using Messaging.Hosting.Processes;
using Messaging.Lifecycle;
using Messaging.StatusQuery.Consumers;
using Messaging.StatusQuery.Metrics;
using Messaging.StatusQuery.Upkeep;
using Messaging.StatusQuery.Waiting;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.StatusQuery;

/// <summary>Registration of StatusQuery, alone in its process or with others.</summary>
public static class StatusQueryServices
{
    /// <summary>StatusQuery's own services, without bus and store.</summary>
    public static IServiceCollection AddStatusQuery(this IServiceCollection services)
    {
        services.AnnounceStatusQuery();
        services.AddOptions<StatusQueryOptions>().BindConfiguration("StatusQuery").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LifecycleEventWriter>();
        services.AddSingleton<EventRequeuer>();
        services.AddSingleton<ParkedTasks>();
        services.AddSingleton<TaskLogWriter>();
        services.AddSingleton<WorkerClocks>();
        services.AddSingleton<TaskWaiter>();
        services.AddHostedService(provider => provider.GetRequiredService<TaskWaiter>());
        services.AddHostedService<JanitorLoop>();
        services.AddHostedService<QuarantineLoop>();
        services.AddSingleton<StoreReader>();
        services.AddSingleton<StoreGauges>();
        services.AddHostedService<StoreGaugesLoop>();
        services.AddTaskStoreHealth(HealthTags.Ready).AddCoalescerHealth(HealthTags.Ready);
        return services;
    }

    /// <summary>StatusQuery's consumers.</summary>
    public static void ConfigureBus(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<TaskEventsConsumer, TaskEventsConsumerDefinition>();
        bus.AddConsumer<TaskTypesConsumer, TaskTypesConsumerDefinition>();
        bus.AddConsumer<PoisonTaskConsumer, PoisonTaskConsumerDefinition>();
        bus.AddConsumer<WorkerHeartbeatConsumer, WorkerHeartbeatConsumerDefinition>();
        bus.AddConsumer<TaskLoggedConsumer, TaskLoggedConsumerDefinition>();
    }
}
