using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Workers;
using Microsoft.Extensions.Logging;

namespace Messaging.StatusQuery.Consumers;

/// <summary>
/// Remembers what workers tell of themselves. While the store is away nothing is kept for it: the next word is only seconds off, and the
/// old one would be wrong by then.
/// </summary>
internal sealed class WorkerHeartbeatConsumer(
    IWorkerDirectory directory,
    WorkerClocks clocks,
    TimeProvider clock,
    ILogger<WorkerHeartbeatConsumer> logger) : IConsumer<WorkerHeartbeat>
{
    private const int MaxText = 200;
    private const int MaxQueues = 100;
    private const int MaxTypes = 1000;
    private const int MaxRunning = 100;
    private const int MaxReads = 100;
    private const double MaxDrift = 1e9;

    public async Task Consume(ConsumeContext<WorkerHeartbeat> context)
    {
        if (context.Message.Worker is not { Length: > 0 and <= MaxText })
        {
            return;
        }

        try
        {
            var presence = new WorkerPresence(WithinBounds(context.Message), clock.GetUtcNow());
            clocks.Look(presence);
            await directory.Report(presence, CancellationToken.None);
        }
        catch (TaskStoreUnavailableException exception)
        {
            logger.LogDebug(exception, "The word of worker {Worker} is lost", context.Message.Worker);
        }
    }

    private static WorkerHeartbeat WithinBounds(WorkerHeartbeat heartbeat) => heartbeat with
    {
        ClockDriftSeconds = heartbeat.ClockDriftSeconds is { } drift ? Math.Clamp(drift, -MaxDrift, MaxDrift) : null,
        Version = Cut(heartbeat.Version),
        Host = Cut(heartbeat.Host),
        State = Cut(heartbeat.State) ?? "running",
        Queues = [.. heartbeat.Queues.Take(MaxQueues)],
        Types = [.. heartbeat.Types.Take(MaxTypes)],
        Running = [.. heartbeat.Running.Take(MaxRunning)],
        Reads = [.. heartbeat.Reads.Take(MaxReads)],
    };

    private static string? Cut(string? text) => text?.Length > MaxText ? text[..MaxText] : text;
}

/// <summary>Listens on a queue of its own: behind a backlog of lifecycle events every worker would look lost.</summary>
internal sealed class WorkerHeartbeatConsumerDefinition : ConsumerDefinition<WorkerHeartbeatConsumer>
{
    public WorkerHeartbeatConsumerDefinition() => EndpointName = QueueNames.Heartbeats;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<WorkerHeartbeatConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseQueueArguments(QueueNames.Heartbeats);
        endpointConfigurator.PublishFaults = false;
    }
}
