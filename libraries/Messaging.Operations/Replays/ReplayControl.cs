using Messaging.Lifecycle.Failures;
using Messaging.Lifecycle.Storage;

namespace Messaging.Operations.Replays;

/// <summary>Starts and stops replays.</summary>
internal sealed class ReplayControl(IReplayStore replays, FailedTasks failed, TimeProvider clock)
{
    /// <summary>Most replays that are kept, ended ones included.</summary>
    public const int MaxKept = 500;

    private const int MaxRounds = 64;

    /// <summary>Starts a replay.</summary>
    /// <returns>It; <see langword="null"/> when no task has failed of that cause.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached: the replay may have begun.</exception>
    public async Task<FailureReplay?> Start(string fingerprint, double rate, int canary, string? by, CancellationToken cancellationToken)
    {
        var count = await failed.Count(fingerprint, cancellationToken);
        if (count == 0)
        {
            return null;
        }

        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var replay = new FailureReplay
        {
            Id = Guid.CreateVersion7(now),
            Fingerprint = fingerprint,
            Rate = rate,
            Canary = canary,
            By = by,
            StartedAt = now,
            Planned = count,
        };
        return await replays.TryWrite(replay, CancellationToken.None);
    }

    /// <summary>Whether there is room for one more.</summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<bool> HasRoom(CancellationToken cancellationToken) => (await replays.List(cancellationToken)).Count < MaxKept;

    /// <summary>Stops a replay, unless it has ended. What runs again already goes on.</summary>
    /// <returns>It; <see langword="null"/> when there is none.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached, or the replay is changed again and again.</exception>
    public async Task<FailureReplay?> Stop(Guid id, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var replay = await replays.Read(id, cancellationToken);
            if (replay is null or { HasEnded: true })
            {
                return replay;
            }

            var stopped = replay with
            {
                State = ReplayState.Stopped,
                FinishedAt = clock.GetUtcNow(),
                LeasedUntil = null,
                Reason = "Somebody stopped it.",
            };
            if (await replays.TryWrite(stopped, cancellationToken) is { } written)
            {
                return written;
            }
        }

        throw new TaskStoreUnavailableException($"Replay {id} was changed by others {MaxRounds} times in a row.");
    }
}
