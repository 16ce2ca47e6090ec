using System.Globalization;
using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.Transports;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Tracing;
using Messaging.Worker.Execution;
using Messaging.Worker.Slots;
using RabbitMQ.Client.Exceptions;

namespace Messaging.Worker.Consumers;

/// <summary>
/// Takes commands from the broker. Returning acknowledges: by then the events that tell of the attempt, or that this worker has it for
/// longer, are confirmed.
/// </summary>
internal sealed class RunTaskConsumer(TaskExecutor executor, WorkerSlots slots) : IConsumer<RunTask>
{
    private const string DeliveryCount = "x-delivery-count";

    /// <remarks>
    /// The delivery's token fires when its connection is lost, and when the bus has waited long enough for its end at shutdown. The attempt
    /// itself goes on,
    /// since it is worth more than one started anew; but the delivery must end: the bus does not connect again before, and the attempt's
    /// events need that.
    /// An end by that token is no fault: the command goes back to the queue with the end of the channel.
    /// </remarks>
    public async Task Consume(ConsumeContext<RunTask> context)
    {
        try
        {
            // The time of sending is worked out from the message's id, for recorded traces alone.
            var command = WithTrace(context);
            DateTimeOffset? sentAt = TaskTracing.Source.HasListeners() && TraceContexts.IsRecorded(command.TraceParent)
                ? context.SentTime
                : null;
            await executor.Execute(command, slots.Of(context.ReceiveContext.InputAddress), Redeliveries(context.ReceiveContext), sentAt)
                .WaitAsync(context.CancellationToken);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            // The worker stops. To the bus, an end by any other token than the delivery's is a fault, which belongs into the error queue.
            await GiveBack(context.ReceiveContext);
            (context.ReceiveContext as BaseReceiveContext)?.Cancel();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }
    }

    /// <summary>
    /// The bus leaves what it has cancelled to the end of the channel, which waits for all that still runs: others are to have the command
    /// now.
    /// </summary>
    private static async Task GiveBack(ReceiveContext context)
    {
        if (context.TryGetPayload<ChannelContext>(out var channel) && context.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery))
        {
            try
            {
                await channel.BasicNack(delivery.DeliveryTag, multiple: false, requeue: true, CancellationToken.None);
            }
            catch (OperationInterruptedException)
            {
                // The channel has ended, and the broker has given the command back by itself.
            }
        }
    }

    /// <summary>Publishers of other languages may well tell their trace where such things are told, in a header.</summary>
    private static RunTask WithTrace(ConsumeContext<RunTask> context) =>
        context.Message.TraceParent is null && DeliveryTrace.ParentOf(context.ReceiveContext) is { } parent
        ? context.Message with { TraceParent = parent, TraceState = DeliveryTrace.StateOf(context.ReceiveContext) }
        : context.Message;

    /// <summary>Quorum queues count; of other queues' redeliveries it is only known that there was one.</summary>
    private static int Redeliveries(ReceiveContext context) =>
        context.TransportHeaders.TryGetHeader(DeliveryCount, out var value) && value is IConvertible count
            ? Convert.ToInt32(count, CultureInfo.InvariantCulture)
            : context.Redelivered ? 1 : 0;
}

/// <summary>Tunes a task queue's endpoint. It has no retry: a failing task is an event, and its policy is the task's.</summary>
internal sealed class RunTaskConsumerDefinition : ConsumerDefinition<RunTaskConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RunTaskConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        // Commands are sent to one queue; bound to the message type, every queue would get every command.
        endpointConfigurator.ConfigureConsumeTopology = false;
        endpointConfigurator.PublishFaults = false;
    }
}
