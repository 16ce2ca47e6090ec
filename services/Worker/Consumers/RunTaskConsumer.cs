using System.Globalization;
using MassTransit;
using Messaging.Contracts;
using Messaging.Worker.Execution;

namespace Messaging.Worker.Consumers;

/// <summary>Takes commands from the broker. Returning acknowledges: by then the events that tell of the attempt, or that this worker has it for longer, are confirmed.</summary>
internal sealed class RunTaskConsumer(TaskExecutor executor, WorkerSlots slots) : IConsumer<RunTask>
{
    private const string DeliveryCount = "x-delivery-count";

    /// <remarks>
    /// The delivery's token fires when its connection is lost, and when the bus has waited long enough for its end at shutdown. The attempt itself goes on,
    /// since it is worth more than one started anew; but the delivery must end: the bus does not connect again before, and the attempt's events need that.
    /// An end by that token is no fault, nor is one because the worker stops: where the channel still lives, the command goes back to the queue.
    /// </remarks>
    public Task Consume(ConsumeContext<RunTask> context) =>
        executor.Execute(context.Message, slots.Of(context.ReceiveContext.InputAddress), Redeliveries(context.ReceiveContext)).WaitAsync(context.CancellationToken);

    /// <summary>Quorum queues count; of other queues' redeliveries it is only known that there was one.</summary>
    private static int Redeliveries(ReceiveContext context) =>
        context.TransportHeaders.TryGetHeader(DeliveryCount, out var value) && value is IConvertible count
            ? Convert.ToInt32(count, CultureInfo.InvariantCulture)
            : context.Redelivered ? 1 : 0;
}
