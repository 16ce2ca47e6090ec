using Messaging.Worker.Events;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Execution;

/// <summary>
/// Lets the command of a long attempt be acknowledged before the broker loses patience with it. From then on the ledger, not the broker,
/// watches over the attempt:
/// every 5 seconds the worker claims it for another 20. Should the worker die, that time passes and the attempt has failed.
/// </summary>
internal sealed class AttemptClaims(
    TaskEventPublisher publisher, AttemptEvents attemptEvents, IOptions<WorkerOptions> options, TimeProvider clock)
{
    /// <summary>How long one claim lasts.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Completes when the handler has ended; claims the attempt when that takes long, counted from the delivery of its command.
    /// </summary>
    /// <param name="attempt">The command.</param>
    /// <param name="handler">Completes when the handler has ended.</param>
    /// <param name="startPublished">Completes when the broker knows of the start.</param>
    public async Task Keep(CommandExecution attempt, Task handler, Task startPublished)
    {
        await Pass(options.Value.ClaimAfter - clock.GetElapsedTime(attempt.Received), handler);
        while (!handler.IsCompleted)
        {
            var claimed = Task.WhenAll(startPublished, publisher.Publish(attemptEvents.Claimed(attempt.Command, Duration)));
            if (await Task.WhenAny(claimed, handler) == claimed)
            {
                await claimed;
                attempt.Claim();
                await Pass(Renewal, handler);
            }
        }
    }

    private async Task Pass(TimeSpan time, Task handler)
    {
        if (time > TimeSpan.Zero)
        {
            await handler.WaitAsync(time, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
