using MassTransit;
using Messaging.Contracts;

namespace Messaging.Worker.Control;

/// <summary>Takes what all workers are told at once.</summary>
internal sealed class ControlConsumer(WorkerControl control, PauseCache pauses, WorkerIdentity worker) : IConsumer<ControlWorker>, IConsumer<PausesChanged>
{
    public Task Consume(ConsumeContext<ControlWorker> context) =>
        context.Message.Worker == worker.Id ? control.Act(context.Message.Action, context.Message.By) : Task.CompletedTask;

    public Task Consume(ConsumeContext<PausesChanged> context) => pauses.Refresh(context.CancellationToken);
}
