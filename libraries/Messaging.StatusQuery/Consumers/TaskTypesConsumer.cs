using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Metrics;
using Messaging.StatusQuery.Upkeep;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Remembers the task types and queues that workers tell of, and releases the tasks that waited for them.</summary>
internal sealed class TaskTypesConsumer(ITaskCatalog catalog, ParkedTasks parked, LifecycleEventWriter sink, MetricNames names)
    : IConsumer<TaskTypesRegistered>
{
    public Task Consume(ConsumeContext<TaskTypesRegistered> context) =>
        sink.UntilStored(() => Keep(context.Message), context.CancellationToken);

    private async Task Keep(TaskTypesRegistered registration)
    {
        await catalog.RegisterQueues(registration.Queues, CancellationToken.None);
        if (registration.Types.Count == 0)
        {
            return;
        }

        await catalog.Register(registration.Types, CancellationToken.None);
        names.Learn(registration.Types.Select(type => type.Name));
        await parked.Release(registration, CancellationToken.None);
    }
}

/// <summary>Shares the event endpoint.</summary>
internal sealed class TaskTypesConsumerDefinition : ConsumerDefinition<TaskTypesConsumer>
{
    public TaskTypesConsumerDefinition() => EndpointName = QueueNames.Events;
}
