using Messaging.AspNetCore.Operations;
using Messaging.AspNetCore.Status;
using Messaging.AspNetCore.Submission;
using Microsoft.AspNetCore.Builder;

namespace Messaging.AspNetCore;

/// <summary>The routes of the engines that run in a process. What each answers is in its OpenAPI document.</summary>
public static class ServiceRoutes
{
    /// <summary>Submissions. Needs the services of Producer.</summary>
    public static WebApplication MapProducer(this WebApplication application)
    {
        application.MapSubmitTask();
        application.MapSubmitTasks();
        return application;
    }

    /// <summary>
    /// What an operator can do: cancel, retry, reschedule and remove tasks, replay failed ones, pause queues and types, control workers,
    /// and settle undecodable messages. Needs the services of Operations, in any process.
    /// </summary>
    public static WebApplication MapOperations(this WebApplication application)
    {
        application.MapTaskRequests();
        application.MapFailures();
        application.MapPauses();
        application.MapWorkerControl();
        application.MapUndecodable();
        return application;
    }

    /// <summary>What became of tasks, and what workers, queues and the store hold. Needs the services of StatusQuery.</summary>
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
