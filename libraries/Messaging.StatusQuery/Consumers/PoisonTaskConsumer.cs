using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Ledger;

namespace Messaging.StatusQuery.Consumers;

/// <summary>
/// Ends tasks whose commands the broker gave up on: every worker that took one died, or lost its connection, with it in hand.
/// </summary>
internal sealed class PoisonTaskConsumer(LifecycleEventWriter sink, TimeProvider clock) : IConsumer<RunTask>
{
    public Task Consume(ConsumeContext<RunTask> context) => sink.Write(
    [
        TaskEvent.Of(new TaskAttemptFailed
        {
            TaskId = context.Message.TaskId,
            Attempt = context.Message.Attempt,
            FinishedAt = clock.GetUtcNow(),
            Worker = "broker",
            TraceParent = context.Message.TraceParent,
            Error = new TaskError
            {
                Type = "poison",
                Message =
                    $"The command was delivered {QueueArguments.TaskDeliveryLimit + 1} times and never acknowledged: the workers "
                        + $"that took it died or lost their connection.",
            },
        }),
    ], context.CancellationToken);
}

/// <summary>Listens where the broker puts what it gave up on.</summary>
internal sealed class PoisonTaskConsumerDefinition : ConsumerDefinition<PoisonTaskConsumer>
{
    public PoisonTaskConsumerDefinition() => EndpointName = QueueNames.Poison;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<PoisonTaskConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseQueueArguments(QueueNames.Poison);
        // Bound to the message type, it would end every published command.
        endpointConfigurator.ConfigureConsumeTopology = false;
        endpointConfigurator.PublishFaults = false;
    }
}
