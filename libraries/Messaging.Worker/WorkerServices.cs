using MassTransit;
using Messaging.Hosting.Health;
using Messaging.Hosting.Processes;
using Messaging.Lifecycle;
using Messaging.Tasks;
using Messaging.Worker.Admission;
using Messaging.Worker.Consumers;
using Messaging.Worker.Control;
using Messaging.Worker.Events;
using Messaging.Worker.Execution;
using Messaging.Worker.Metrics;
using Messaging.Worker.Slots;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Worker;

/// <summary>Registration of Worker, alone in its process or with others.</summary>
public static class WorkerServices
{
    /// <summary>The worker's own services, without bus, store and tasks.</summary>
    public static IServiceCollection AddWorker(this IServiceCollection services)
    {
        services.AddOptions<WorkerOptions>().BindConfiguration("Worker").ValidateDataAnnotations().ValidateOnStart();
        services.AddTaskRunner();
        services.AddKindReaders();
        services.AddSingleton<WorkerIdentity>();
        services.AddSingleton<WorkerShutdown>();
        services.AddSingleton<WorkerSlots>();
        services.AddSingleton<AttemptMetrics>();
        services.AddHostedService<WorkerGauges>();
        services.AddSingleton<TaskGate>();
        services.AddSingleton<TaskAdmission>();
        services.AddSingleton<RunningAttempts>();
        services.AddSingleton<TaskEventPublisher>();
        services.AddCoalescerHealth(HealthTags.Ready);
        services.AddSingleton<AttemptEvents>();
        services.AddSingleton<AttemptClaims>();
        services.AddSingleton<CrashGuard>();
        services.AddSingleton<DeliveryRenewal>();
        services.AddSingleton<AttemptRun>();
        services.AddSingleton<AttemptPipeline>();
        services.AddSingleton<TaskExecutor>();
        services.AddHealthChecks().AddCheck<LeakedHandlersHealthCheck>("handlers", tags: [HealthTags.Ready]);
        services.AddSingleton<LimitLeases>();
        services.AddSingleton<PauseCache>();
        services.AddSingleton<TaskQueueSubscriptions>();
        services.AddSingleton<WorkerControl>();
        services.AddSingleton<ConsumeWatchdog>();
        services.AddHealthChecks().AddCheck<ConsumingHealthCheck>("consuming", tags: [HealthTags.Ready]);
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
