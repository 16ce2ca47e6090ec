using MassTransit;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Consumers;

/// <summary>Tunes a task queue's endpoint. It has no retry: a failing task is an event, and its policy is the task's.</summary>
internal sealed class RunTaskConsumerDefinition : ConsumerDefinition<RunTaskConsumer>
{
    private readonly WorkerOptions _options;

    public RunTaskConsumerDefinition(IOptions<WorkerOptions> options)
    {
        _options = options.Value;
        ConcurrentMessageLimit = Held;
    }

    /// <summary>Commands held at a time: those that run, those that wait for a slot, and those whose events wait for the broker's confirm.</summary>
    private int Held => _options.Concurrency * _options.Prefetch;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RunTaskConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.ConcurrentMessageLimit = Held;
        endpointConfigurator.PrefetchCount = Held;
        // Commands are sent to one queue; bound to the message type, every queue would get every command.
        endpointConfigurator.ConfigureConsumeTopology = false;
        endpointConfigurator.PublishFaults = false;
    }
}
