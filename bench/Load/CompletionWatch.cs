using Messaging.Bench.Http;

namespace Messaging.Bench.Load;

/// <summary>Sees that all tasks have ended by the counters alone, so that watching costs next to nothing.</summary>
internal sealed class CompletionWatch(TaskClient client, TimeProvider clock)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Returns when so many more tasks have ended than before.</summary>
    /// <exception cref="BenchFailedException">A minute went by without one ending, or one did not succeed.</exception>
    public async Task WaitFor(StateCounts before, int count, CancellationToken cancellationToken)
    {
        var ended = before.Ended;
        var since = clock.GetTimestamp();
        while (true)
        {
            var now = await client.ReadCounts(cancellationToken);
            if (now.Ended - before.Ended >= count)
            {
                Require(
                    now.Succeeded - before.Succeeded >= count,
                    $"{count - (now.Succeeded - before.Succeeded)} of {count} tasks ended without success.");
                return;
            }

            if (now.Ended > ended)
            {
                (ended, since) = (now.Ended, clock.GetTimestamp());
            }

            Require(
                clock.GetElapsedTime(since) < Patience,
                $"{ended - before.Ended} of {count} tasks have ended, and no other within {Patience.TotalSeconds} s.");
            await Task.Delay(PollInterval, clock, cancellationToken);
        }
    }

    private static void Require(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new BenchFailedException(otherwise);
        }
    }
}
