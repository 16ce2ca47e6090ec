using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Loops;
using Messaging.Hosting.Routing;
using Messaging.Tasks.Registration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Events;

/// <summary>Tells which task types this worker runs: at start, and again every minute so that a wiped store learns them anew.</summary>
internal sealed class TaskTypesAnnouncement(
    IBus bus,
    IQueueRoutes routes,
    TaskRegistry registry,
    WorkerIdentity worker,
    IOptions<WorkerOptions> options,
    LoopMonitor monitor,
    TimeProvider clock,
    ILogger<TaskTypesAnnouncement> logger)
    : BackgroundLoop("task-types", TimeSpan.FromMinutes(1), monitor, clock, logger)
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    protected override async Task<bool> Execute(CancellationToken cancellationToken)
    {
        var endpoint = await bus.GetSendEndpoint(await routes.To(QueueNames.Events, cancellationToken));
        var announcement = new TaskTypesRegistered
        {
            Worker = worker.Id,
            RegisteredAt = Clock.GetUtcNow(),
            Queues = options.Value.QueueList,
            Types = [.. registry.Definitions.Select(definition => definition.Describe())],
        };
        await endpoint.Send(announcement, CancellationToken.None).WaitAsync(SendTimeout, Clock, cancellationToken);
        return false;
    }
}
