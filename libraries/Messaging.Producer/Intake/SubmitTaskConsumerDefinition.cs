using MassTransit;
using Messaging.Hosting.Routing;

namespace Messaging.Producer.Intake;

/// <summary>Tunes the endpoint of submissions: many messages at a time, whose rows share commits.</summary>
internal sealed class SubmitTaskConsumerDefinition : ConsumerDefinition<SubmitTaskConsumer>
{
    private const int Concurrency = 64;

    public SubmitTaskConsumerDefinition() => EndpointName = QueueNames.Submissions;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SubmitTaskConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseQueueArguments(QueueNames.Submissions);
        endpointConfigurator.ConcurrentMessageLimit = Concurrency;
        endpointConfigurator.PrefetchCount = 2 * Concurrency;
        endpointConfigurator.PublishFaults = false;
        endpointConfigurator.AddDeserializer(SubmissionDeserializer.Envelope);
        endpointConfigurator.AddDeserializer(SubmissionDeserializer.Raw, isDefault: true);
    }
}
