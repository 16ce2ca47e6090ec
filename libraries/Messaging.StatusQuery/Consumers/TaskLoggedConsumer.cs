using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Routing;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Takes log lines that are published alone.</summary>
internal sealed class TaskLoggedConsumer(TaskLogWriter logs) : IConsumer<TaskLogged>
{
    public Task Consume(ConsumeContext<TaskLogged> context) => logs.Write([context.Message], context.CancellationToken);
}

/// <summary>Shares the event endpoint.</summary>
internal sealed class TaskLoggedConsumerDefinition : ConsumerDefinition<TaskLoggedConsumer>
{
    public TaskLoggedConsumerDefinition() => EndpointName = QueueNames.Events;
}
