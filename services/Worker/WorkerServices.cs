using MassTransit;
using Messaging.Hosting;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Clocks;
using Messaging.Hosting.Health;
using Messaging.Hosting.Processes;
using Messaging.Lifecycle;
using Messaging.Redis;
using Messaging.Tasks;
using Messaging.Worker.Admission;
using Messaging.Worker.Consumers;
using Messaging.Worker.Control;
using Messaging.Worker.Events;
using Messaging.Worker.Execution;
using Messaging.Worker.Metrics;

namespace Messaging.Worker;

/// <summary>Registration of Worker: alone in its process, or its parts in one with others.</summary>
public static class WorkerServices
{
    /// <summary>Everything a worker needs in a process of its own, on RabbitMQ and Redis.</summary>
    public static WebApplicationBuilder AddWorker(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("worker", "http://127.0.0.1:5082");
        builder.Services.AddStoreClock().AddRedisLedger().AddRabbitMqBus("worker", ConfigureBus).AddWorkerParts(builder.Configuration);
        return builder;
    }

    /// <summary>The worker's own services, without bus and store, and every task of this assembly.</summary>
    public static IServiceCollection AddWorkerParts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WorkerOptions>().BindConfiguration("Worker").ValidateDataAnnotations().ValidateOnStart();
        services.AddKindReaders();
        services.AddTasks(configuration, typeof(WorkerServices).Assembly);
        services.AddSingleton<WorkerIdentity>();
        services.AddSingleton<WorkerShutdown>();
        services.AddSingleton<WorkerSlots>();
        services.AddSingleton<AttemptMetrics>();
        services.AddHostedService<WorkerGauges>();
        services.AddSingleton<TaskGate>();
        services.AddSingleton<TaskAdmission>();
        services.AddSingleton<RunningAttempts>();
        services.AddSingleton<TaskEventPublisher>();
        services.AddCoalescerHealth(HealthEndpoints.Ready);
        services.AddSingleton<AttemptEvents>();
        services.AddSingleton<AttemptClaims>();
        services.AddSingleton<CrashGuard>();
        services.AddSingleton<DeliveryRenewal>();
        services.AddSingleton<AttemptRun>();
        services.AddSingleton<TaskExecutor>();
        services.AddHealthChecks().AddCheck<LeakedHandlersHealthCheck>("handlers", tags: [HealthEndpoints.Ready]);
        services.AddSingleton<LimitLeases>();
        services.AddSingleton<PauseBoard>();
        services.AddSingleton<TaskQueueSubscriptions>();
        services.AddSingleton<WorkerControl>();
        services.AddSingleton<ConsumeWatchdog>();
        services.AddHealthChecks().AddCheck<ConsumingHealthCheck>("consuming", tags: [HealthEndpoints.Ready]);
        // These begin before the first command comes and go on until the last attempt has ended: services stop in the opposite order.
        services.AddHostedService(provider => provider.GetRequiredService<LimitLeases>());
        services.AddHostedService<PauseLoop>();
        services.AddHostedService<HeartbeatLoop>();
        services.AddHostedService(provider => provider.GetRequiredService<TaskQueueSubscriptions>());
        services.AddHostedService(provider => provider.GetRequiredService<ConsumeWatchdog>());
        services.AddHostedService<ControlSubscription>();
        services.AddHostedService<CancelSubscription>();
        services.AddHostedService<CancelWatch>();
        services.AddHostedService<TaskTypesAnnouncement>();
        return services;
    }

    /// <summary>The worker's consumers. Their endpoints, one per queue, are connected when the worker starts.</summary>
    public static void ConfigureBus(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<RunTaskConsumer, RunTaskConsumerDefinition>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<TaskCancelRequestedConsumer>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<ControlConsumer>().ExcludeFromConfigureEndpoints();
    }
}
