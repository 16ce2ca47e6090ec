using MassTransit;
using Messaging.Contracts;
using Messaging.Lifecycle.Catalog;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Remembers the task types that workers tell of.</summary>
internal sealed class TaskTypesConsumer(ITaskCatalog catalog, EventSink sink) : IConsumer<TaskTypesRegistered>
{
    public Task Consume(ConsumeContext<TaskTypesRegistered> context) => context.Message.Types.Count == 0
        ? Task.CompletedTask
        : sink.UntilStored(() => catalog.Register(context.Message.Types, CancellationToken.None), context.CancellationToken);
}
