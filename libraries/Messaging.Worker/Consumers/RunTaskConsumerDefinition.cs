using MassTransit;

namespace Messaging.Worker.Consumers;

/// <summary>Tunes a task queue's endpoint. It has no retry: a failing task is an event, and its policy is the task's.</summary>
internal sealed class RunTaskConsumerDefinition : ConsumerDefinition<RunTaskConsumer>
{
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RunTaskConsumer> consumerConfigurator, IRegistrationContext context)
    {
        // Commands are sent to one queue; bound to the message type, every queue would get every command.
        endpointConfigurator.ConfigureConsumeTopology = false;
        endpointConfigurator.PublishFaults = false;
    }
}
