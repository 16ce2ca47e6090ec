using MassTransit;
using Messaging.Contracts;
using Messaging.Worker.Execution;

namespace Messaging.Worker.Consumers;

/// <summary>Takes commands from the broker. Returning acknowledges: by then the events that tell of the attempt are confirmed.</summary>
internal sealed class RunTaskConsumer(TaskExecutor executor) : IConsumer<RunTask>
{
    // Not the delivery's token: it also fires when the connection is lost, and an attempt that goes on is worth more than one that is started anew.
    public Task Consume(ConsumeContext<RunTask> context) => executor.Execute(context.Message);
}
