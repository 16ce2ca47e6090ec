using MassTransit;
using Messaging.Contracts;
using Messaging.Worker.Execution;

namespace Messaging.Worker.Consumers;

/// <summary>Stops the attempts of a task that run here when somebody asks for its cancel. The quick way: <see cref="CancelWatch"/> finds what this misses.</summary>
internal sealed class TaskCancelRequestedConsumer(RunningAttempts attempts) : IConsumer<TaskCancelRequested>
{
    public Task Consume(ConsumeContext<TaskCancelRequested> context)
    {
        // A request from before the attempt may be from before the task was replayed: whether it still counts, the row knows.
        foreach (var running in attempts.Of(context.Message.TaskId).Where(running => context.Message.RequestedAt >= running.StartedAt))
        {
            running.Cancel();
        }

        return Task.CompletedTask;
    }
}
