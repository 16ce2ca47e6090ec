using MassTransit;
using Messaging.Hosting;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Clocks;
using Messaging.Hosting.Health;
using Messaging.Hosting.Processes;
using Messaging.Lifecycle;
using Messaging.Redis;
using Messaging.StatusQuery.Consumers;
using Messaging.StatusQuery.Endpoints;
using Messaging.StatusQuery.Metrics;
using Messaging.StatusQuery.Upkeep;
using Messaging.StatusQuery.Waiting;

namespace Messaging.StatusQuery;

/// <summary>Registration of StatusQuery: alone in its process, or its parts in one with others.</summary>
public static class StatusQueryServices
{
    /// <summary>Everything StatusQuery needs in a process of its own, on RabbitMQ and Redis.</summary>
    public static WebApplicationBuilder AddStatusQuery(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("status-query", "http://127.0.0.1:5081");
        builder.Services.AddStoreClock().AddRedisLedger().AddRabbitMqBus("status-query", ConfigureBus).AddStatusQueryParts();
        return builder;
    }

    /// <summary>StatusQuery's own services, without bus and store.</summary>
    public static IServiceCollection AddStatusQueryParts(this IServiceCollection services)
    {
        services.AnnounceStatusQuery();
        services.AddOptions<StatusQueryOptions>().BindConfiguration("StatusQuery").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EventSink>();
        services.AddSingleton<LateEvents>();
        services.AddSingleton<ParkedTasks>();
        services.AddSingleton<LogSink>();
        services.AddSingleton<WorkerClocks>();
        services.AddSingleton<TaskWaiter>();
        services.AddHostedService(provider => provider.GetRequiredService<TaskWaiter>());
        services.AddHostedService<JanitorLoop>();
        services.AddHostedService<QuarantineLoop>();
        services.AddSingleton<StoreReader>();
        services.AddSingleton<StoreGauges>();
        services.AddHostedService<StoreGaugesLoop>();
        services.AddTaskStoreHealth(HealthEndpoints.Ready).AddCoalescerHealth(HealthEndpoints.Ready);
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

    /// <summary>StatusQuery's endpoints.</summary>
    public static WebApplication MapStatusQuery(this WebApplication application)
    {
        application.MapGetTask();
        application.MapListTasks();
        application.MapListFailures();
        application.MapListTypes();
        application.MapListUndecodable();
        application.MapListQuarantine();
        application.MapStats();
        application.MapListWorkers();
        application.MapGetTaskLogs();
        return application;
    }
}
