using MassTransit;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Health;
using Messaging.Hosting.Links;
using Messaging.Hosting.Processes;
using Messaging.Hosting.Validation;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Storage;
using Messaging.Producer.Claims;
using Messaging.Producer.Dispatch;
using Messaging.Producer.Intake;
using Messaging.Producer.Submission;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Messaging.Producer;

/// <summary>Registration of Producer, alone in its process or with others.</summary>
public static class ProducerServices
{
    /// <summary>Producer's own services, without bus and store.</summary>
    public static IServiceCollection AddProducer(this IServiceCollection services)
    {
        services.AnnounceProducer();
        services.AddOptions<ProducerOptions>().BindConfiguration("Producer").ValidateDataAnnotations().ValidateOnStart();
        services.AddStatusLinks();
        services.AddTaskTypeCheck();
        services.AddSingleton<KnownQueues>();
        services.AddSingleton<SubmissionCheck>();
        services.AddSingleton<SubmissionMetrics>();
        services.AddSingleton<DispatchMetrics>();
        services.AddSingleton<CommandSender>();
        services.AddSingleton<EnqueuedTracker>();
        services.AddHostedService(provider => provider.GetRequiredService<EnqueuedTracker>());
        services.AddSingleton<TaskDispatcher>();
        services.AddSingleton<LateSubmissions>();
        services.AddSingleton<TaskSubmitter>();
        services.AddIntake();
        services.AddSingleton<ClaimSweeper>();
        services.AddHostedService<ClaimLoop>();
        services.AddSingleton<AbandonedSweeper>();
        services.AddHostedService<AbandonedLoop>();
        services.AddTaskStoreHealth(HealthTags.Ready).AddCoalescerHealth(HealthTags.Ready);
        services.AddHostedService<PromptDispatch>();
        services.AddDispatchLoop(TaskIndex.Due);
        services.AddDispatchLoop(TaskIndex.Outbox);
        return services;
    }

    /// <summary>Producer's consumer.</summary>
    public static void ConfigureBus(IBusRegistrationConfigurator bus) =>
        bus.AddConsumer<SubmitTaskConsumer, SubmitTaskConsumerDefinition>();

    /// <summary>Tasks are accepted over HTTP without a broker, so a lost one does not make Producer unready.</summary>
    public static void StayReady(IBusRegistrationConfigurator bus) =>
        bus.ConfigureHealthCheckOptions(check => check.MinimalFailureStatus = HealthStatus.Degraded);

    private static void AddIntake(this IServiceCollection services)
    {
        services.AddSingleton<RetryUntilStored<TaskStoreUnavailableException>>();
        services.AddSingleton<RefusedSubmissions>();
        services.AddSingleton<SubmissionReplies>();
    }

    // Not AddHostedService: it registers a type once, and these are two of one.
    private static void AddDispatchLoop(this IServiceCollection services, TaskIndex index) =>
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<DispatchLoop>(provider, index));
}
