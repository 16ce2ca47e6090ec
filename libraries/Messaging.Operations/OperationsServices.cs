using Messaging.Hosting.Health;
using Messaging.Hosting.Links;
using Messaging.Hosting.Processes;
using Messaging.Hosting.Validation;
using Messaging.Lifecycle;
using Messaging.Operations.Control;
using Messaging.Operations.Replays;
using Messaging.Operations.Requests;
using Messaging.Operations.Undecodable;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Operations;

/// <summary>Registration of what an operator can do, in a process of any service.</summary>
public static class OperationsServices
{
    /// <summary>
    /// Registers the operations, without bus and store. Where Producer runs in the same process, a task that is to run at once is sent at
    /// once; elsewhere a Producer finds it within <c>Producer:DispatchInterval</c>. The process also carries replays on.
    /// </summary>
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AnnounceProcess();
        services.AddStatusLinks();
        services.AddTaskTypeCheck();
        services.AddTaskStoreHealth(HealthTags.Ready).AddCoalescerHealth(HealthTags.Ready);
        services.AddRequests();
        services.AddReplays();
        services.AddControl();
        services.AddSingleton<UndecodableMessages>();
        return services;
    }

    private static void AddRequests(this IServiceCollection services)
    {
        services.AddSingleton<StoredTasks>();
        services.AddSingleton<CancelNotices>();
        services.AddSingleton<TaskCancellation>();
        services.AddSingleton<TaskRetry>();
        services.AddSingleton<TaskRescheduling>();
        services.AddSingleton<TaskRemoval>();
    }

    private static void AddReplays(this IServiceCollection services)
    {
        services.AddSingleton<FailedTasks>();
        services.AddSingleton<ReplayControl>();
        services.AddSingleton<ReplayRunner>();
        services.AddHostedService<ReplayLoop>();
    }

    private static void AddControl(this IServiceCollection services)
    {
        services.AddSingleton<Broadcaster>();
        services.AddSingleton<PauseControl>();
        services.AddSingleton<WorkerControl>();
    }
}
