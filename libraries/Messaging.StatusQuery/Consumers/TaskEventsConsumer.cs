using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Ledger;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Takes lifecycle events, in bulk from our workers or one by one from anybody, to the ledger.</summary>
internal sealed class TaskEventsConsumer(LifecycleEventWriter sink, TaskLogWriter logs) :
    IConsumer<TaskEvents>,
    IConsumer<TaskSubmitted>,
    IConsumer<TaskEnqueued>,
    IConsumer<TaskStarted>,
    IConsumer<TaskProgressed>,
    IConsumer<TaskSucceeded>,
    IConsumer<TaskAttemptFailed>,
    IConsumer<TaskDeferred>,
    IConsumer<TaskCancelRequested>,
    IConsumer<TaskCanceled>,
    IConsumer<TaskExpired>,
    IConsumer<TaskRescheduled>,
    IConsumer<TaskReplayed>,
    IConsumer<TaskParked>,
    IConsumer<TaskClaimed>
{
    public async Task Consume(ConsumeContext<TaskEvents> context)
    {
        await sink.Write([.. context.Message.Unfold()], context.CancellationToken);
        if (context.Message.Logged is { Count: > 0 } lines)
        {
            await logs.Write(lines, context.CancellationToken);
        }
    }

    public Task Consume(ConsumeContext<TaskSubmitted> context) =>
        sink.Write(
            [
                TaskEvent.Of(
                    context.Message with { TraceParent = context.Message.TraceParent ?? DeliveryTrace.ParentOf(context.ReceiveContext) }),
            ],
            context.CancellationToken);

    public Task Consume(ConsumeContext<TaskEnqueued> context) => sink.Write([TaskEvent.Of(context.Message)], context.CancellationToken);

    public Task Consume(ConsumeContext<TaskStarted> context) =>
        sink.Write(
            [
                TaskEvent.Of(
                    context.Message with { TraceParent = context.Message.TraceParent ?? DeliveryTrace.ParentOf(context.ReceiveContext) }),
            ],
            context.CancellationToken);

    public Task Consume(ConsumeContext<TaskProgressed> context) => sink.Write([TaskEvent.Of(context.Message)], context.CancellationToken);

    public Task Consume(ConsumeContext<TaskSucceeded> context) =>
        sink.Write(
            [
                TaskEvent.Of(
                    context.Message with { TraceParent = context.Message.TraceParent ?? DeliveryTrace.ParentOf(context.ReceiveContext) }),
            ],
            context.CancellationToken);

    public Task Consume(ConsumeContext<TaskAttemptFailed> context) =>
        sink.Write(
            [
                TaskEvent.Of(
                    context.Message with { TraceParent = context.Message.TraceParent ?? DeliveryTrace.ParentOf(context.ReceiveContext) }),
            ],
            context.CancellationToken);

    public Task Consume(ConsumeContext<TaskDeferred> context) =>
        sink.Write(
            [
                TaskEvent.Of(
                    context.Message with { TraceParent = context.Message.TraceParent ?? DeliveryTrace.ParentOf(context.ReceiveContext) }),
            ],
            context.CancellationToken);

    public Task Consume(ConsumeContext<TaskCancelRequested> context) =>
        context.IsRecorded() ? Task.CompletedTask : sink.Write([TaskEvent.Of(context.Message)], context.CancellationToken);

    public Task Consume(ConsumeContext<TaskCanceled> context) =>
        sink.Write(
            [
                TaskEvent.Of(
                    context.Message with { TraceParent = context.Message.TraceParent ?? DeliveryTrace.ParentOf(context.ReceiveContext) }),
            ],
            context.CancellationToken);

    public Task Consume(ConsumeContext<TaskExpired> context) =>
        sink.Write(
            [
                TaskEvent.Of(
                    context.Message with { TraceParent = context.Message.TraceParent ?? DeliveryTrace.ParentOf(context.ReceiveContext) }),
            ],
            context.CancellationToken);

    public Task Consume(ConsumeContext<TaskRescheduled> context) => sink.Write([TaskEvent.Of(context.Message)], context.CancellationToken);

    public Task Consume(ConsumeContext<TaskReplayed> context) => sink.Write([TaskEvent.Of(context.Message)], context.CancellationToken);

    public Task Consume(ConsumeContext<TaskParked> context) =>
        sink.Write(
            [
                TaskEvent.Of(
                    context.Message with { TraceParent = context.Message.TraceParent ?? DeliveryTrace.ParentOf(context.ReceiveContext) }),
            ],
            context.CancellationToken);

    public Task Consume(ConsumeContext<TaskClaimed> context) => sink.Write([TaskEvent.Of(context.Message)], context.CancellationToken);
}

/// <summary>Tunes the event endpoint: many messages at a time, whose events share commits.</summary>
internal sealed class TaskEventsConsumerDefinition : ConsumerDefinition<TaskEventsConsumer>
{
    private const int Concurrency = 64;

    public TaskEventsConsumerDefinition() => EndpointName = QueueNames.Events;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<TaskEventsConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseQueueArguments(QueueNames.Events);
        endpointConfigurator.ConcurrentMessageLimit = Concurrency;
        endpointConfigurator.PrefetchCount = 2 * Concurrency;
        endpointConfigurator.PublishFaults = false;
    }
}
