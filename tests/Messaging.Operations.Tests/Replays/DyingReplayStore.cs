using Messaging.Lifecycle.Failures;
using Messaging.Lifecycle.Storage;

namespace Messaging.Operations.Tests.Replays;

/// <summary>What a process sees of a store that it writes to some times before it dies.</summary>
internal sealed class DyingReplayStore(IReplayStore inner, int writes) : IReplayStore
{
    private int _left = writes;

    public Task<FailureReplay?> TryWrite(FailureReplay replay, CancellationToken cancellationToken) =>
        _left-- > 0 ? inner.TryWrite(replay, cancellationToken) : throw new TaskStoreUnavailableException();

    public Task<FailureReplay?> Read(Guid id, CancellationToken cancellationToken) => inner.Read(id, cancellationToken);

    public Task<IReadOnlyList<FailureReplay>> List(CancellationToken cancellationToken) => inner.List(cancellationToken);

    public Task Remove(FailureReplay replay, CancellationToken cancellationToken) => inner.Remove(replay, cancellationToken);
}
