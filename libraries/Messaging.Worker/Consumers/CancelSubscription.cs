using MassTransit;
using Messaging.Contracts;
using Messaging.Worker.Execution;
using Microsoft.Extensions.Hosting;

namespace Messaging.Worker.Consumers;

/// <summary>Connects an endpoint of this process's own, which every cancel request reaches. It goes with the process.</summary>
internal sealed class CancelSubscription(IReceiveEndpointConnector connector, WorkerIdentity worker) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        connector.ConnectOwnEndpoint<TaskCancelRequestedConsumer>(worker, "cancel");
        return Task.CompletedTask;
    }

    // The bus stops its endpoints itself.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>
/// Stops the attempts of a task that run here when somebody asks for its cancel. The quick way: <see cref="CancelWatch"/> finds what this
/// misses.
/// </summary>
internal sealed class TaskCancelRequestedConsumer(RunningAttempts attempts) : IConsumer<TaskCancelRequested>
{
    public Task Consume(ConsumeContext<TaskCancelRequested> context)
    {
        // A request from before the attempt may be from before the task was replayed: whether it still counts, the row knows.
        foreach (var running in attempts.Of(context.Message.TaskId).Where(running => context.Message.RequestedAt >= running.StartedAt))
        {
            running.Cancel();
        }

        return Task.CompletedTask;
    }
}
