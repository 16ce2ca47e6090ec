using Messaging.Worker.Events;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Execution;

/// <summary>
/// Lets the command of a long attempt be acknowledged before the broker loses patience with it. From then on the ledger, not the broker, watches over the attempt:
/// the worker tells every 5 seconds that it has it for another 20. Should the worker die, that time passes and the attempt has failed.
/// </summary>
internal sealed class AttemptClaims(TaskEventPublisher events, AttemptEvents tell, IOptions<WorkerOptions> options, TimeProvider clock)
{
    /// <summary>How long one claim lasts.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    /// <summary>Completes when the handler has ended; claims the attempt when that takes long, counted from the delivery of its command.</summary>
    /// <param name="execution">The command.</param>
    /// <param name="handler">Completes when the handler has ended.</param>
    /// <param name="toldOfStart">Completes when the broker knows of the start.</param>
    public async Task Keep(CommandExecution execution, Task handler, Task toldOfStart)
    {
        await Pass(options.Value.ClaimAfter - clock.GetElapsedTime(execution.Received), handler);
        while (!handler.IsCompleted)
        {
            var told = Task.WhenAll(toldOfStart, events.Publish(tell.Claimed(execution.Command, Duration)));
            if (await Task.WhenAny(told, handler) == told)
            {
                await told;
                execution.Claim();
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
