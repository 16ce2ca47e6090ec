using MassTransit;
using Messaging.Contracts;
using Messaging.Worker.Admission;
using Messaging.Worker.Consumers;
using Microsoft.Extensions.Hosting;

namespace Messaging.Worker.Control;

/// <summary>Connects an endpoint of this process's own, which everything reaches that workers are told. It goes with the process.</summary>
internal sealed class ControlSubscription(IReceiveEndpointConnector connector, WorkerIdentity worker) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        connector.ConnectOwnEndpoint<ControlConsumer>(worker, "control");
        return Task.CompletedTask;
    }

    // The bus stops its endpoints itself.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Takes what all workers are told at once.</summary>
internal sealed class ControlConsumer(WorkerControl control, PauseCache pauses, WorkerIdentity worker)
    : IConsumer<ControlWorker>, IConsumer<PausesChanged>
{
    public Task Consume(ConsumeContext<ControlWorker> context) =>
        context.Message.Worker == worker.Id ? control.Act(context.Message.Action, context.Message.By) : Task.CompletedTask;

    public Task Consume(ConsumeContext<PausesChanged> context) => pauses.Refresh(context.CancellationToken);
}
