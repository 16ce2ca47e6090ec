using MassTransit;
using Messaging.Hosting.Routing;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Execution;

/// <summary>
/// Sends a command anew that was delivered often and is to wait once more. The broker counts a delivery for all that a dying worker holds,
/// begun or not, and gives a command up in the end:
/// what only waits beside others that kill their workers must not come to that.
/// </summary>
internal sealed class DeliveryRenewal(IBus bus, IQueueRoutes routes, TimeProvider clock, ILogger<DeliveryRenewal> logger)
{
    private const int Often = QueueArguments.TaskDeliveryLimit / 2;
    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Sends the command anew if it is time. What is not confirmed may arrive all the same, and is run once or dropped as any command that
    /// comes twice.
    /// </summary>
    /// <returns>Whether the broker has it: the delivery at hand may then be acknowledged.</returns>
    public async Task<bool> TrySendAnew(CommandExecution execution)
    {
        if (execution.Redeliveries < Often)
        {
            return false;
        }

        try
        {
            var queue = QueueNames.Task(execution.Command.Queue);
            // The wait is bounded outside of the send: a token would reach the client library, which a cancelled publish can damage.
            await Send(queue, execution).WaitAsync(ConfirmTimeout, clock);
            logger.LogInformation(
                "{TaskName} was delivered {Redeliveries} times before and is to wait once more: its command was sent anew",
                execution.Command.Name,
                execution.Redeliveries);
            return true;
        }
#pragma warning disable CA1031 // Whatever the client libraries throw: the delivery at hand goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.LogDebug(exception, "The command of task {TaskId} could not be sent anew", execution.Command.TaskId);
            return false;
        }
    }

    private async Task Send(string queue, CommandExecution execution) =>
        await bus.SendToQueue(routes, queue, await routes.To(queue, CancellationToken.None), execution.Command);
}
