using System.Collections.Concurrent;
using Messaging.Contracts;
using Messaging.Hosting.Logging;
using Messaging.Worker.Slots;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Execution;

/// <summary>Holds the commands that this worker has, each in the pipeline once, and says when they may be acknowledged.</summary>
internal sealed class TaskExecutor(AttemptPipeline pipeline, TimeProvider clock, ILogger<TaskExecutor> logger)
{
    private readonly ConcurrentDictionary<(Guid TaskId, int Attempt), CommandExecution> _running = [];

    /// <summary>Completes when everything that was begun has ended, also what runs although its command has been acknowledged.</summary>
    public Task AllEnded => Task.WhenAll(_running.Values.Select(execution => execution.Ended));

    /// <summary>
    /// Commands that this worker has, including those whose attempt has ended and whose events are still to be confirmed.
    /// </summary>
    public int Held => _running.Count;

    /// <summary>Runs a command, and completes when it may be acknowledged.</summary>
    /// <param name="command">The attempt to run.</param>
    /// <param name="slots">One is held while it runs.</param>
    /// <param name="redeliveries">How often the broker had delivered the command before.</param>
    /// <param name="sentAt">When it was sent, if that is known.</param>
    /// <exception cref="OperationCanceledException">The worker stops and the attempt has not begun: the command belongs back in its
    /// queue.</exception>
    public async Task Execute(RunTask command, TaskSlots slots, int redeliveries = 0, DateTimeOffset? sentAt = null)
    {
        // A command that comes again while it runs here (its connection was lost) waits for the attempt that is under way.
        var execution = _running.GetOrAdd(
            (command.TaskId, command.Attempt),
            _ => new CommandExecution(command, slots, redeliveries, clock.GetTimestamp(), pipeline.Run) { SentAt = sentAt });
        try
        {
            await execution.MayAcknowledge();
        }
        finally
        {
            _ = Forget(execution);
        }
    }

    private async Task Forget(CommandExecution execution)
    {
        await execution.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var key = (execution.Command.TaskId, execution.Command.Attempt);
        var isFirst = _running.TryRemove(new KeyValuePair<(Guid, int), CommandExecution>(key, execution));
        if (isFirst && execution is { IsClaimed: true, Ended.Exception: { } exception })
        {
            // Nobody else waits for it any more. Its claim passes, and the task is tried again.
            using var scope = logger.BeginScope(new TaskScope(execution.Command));
            logger.LogError(
                exception,
                "{TaskId} attempt {Attempt} was run, but its end could not be told",
                execution.Command.TaskId,
                execution.Command.Attempt);
        }
    }
}
