using System.Collections.Concurrent;

namespace Messaging.Lifecycle.Failures;

/// <summary>Keeps replays in this process.</summary>
public sealed class InMemoryReplayStore : IReplayStore
{
    private readonly ConcurrentDictionary<Guid, FailureReplay> _replays = new();

    /// <inheritdoc/>
    public Task<FailureReplay?> TryWrite(FailureReplay replay, CancellationToken cancellationToken)
    {
        var next = replay with { Version = replay.Version + 1 };
        var isWritten = replay.Version == 0
            ? _replays.TryAdd(replay.Id, next)
            : _replays.TryGetValue(replay.Id, out var known)
                && known.Version == replay.Version
                && _replays.TryUpdate(replay.Id, next, known);
        return Task.FromResult(isWritten ? next : null);
    }

    /// <inheritdoc/>
    public Task<FailureReplay?> Read(Guid id, CancellationToken cancellationToken) => Task.FromResult(_replays.GetValueOrDefault(id));

    /// <inheritdoc/>
    public Task<IReadOnlyList<FailureReplay>> List(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FailureReplay>>([.. _replays.Values]);

    /// <inheritdoc/>
    public Task Remove(FailureReplay replay, CancellationToken cancellationToken)
    {
        if (_replays.TryGetValue(replay.Id, out var known) && known.Version == replay.Version)
        {
            _replays.TryRemove(KeyValuePair.Create(replay.Id, known));
        }

        return Task.CompletedTask;
    }
}
