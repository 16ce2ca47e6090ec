namespace Messaging.Lifecycle.Processes;

/// <summary>Remembers processes in this one.</summary>
public sealed class InMemoryProcessDirectory(TimeProvider clock) : IProcessDirectory
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (
        ProcessAnnouncement Announcement, DateTimeOffset Until)> _processes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task Announce(ProcessAnnouncement announcement, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _processes[announcement.Id] = (announcement, clock.GetUtcNow() + IProcessDirectory.Life);
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task Withdraw(string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _processes.Remove(id);
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProcessAnnouncement>> Living(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            foreach (var dead in _processes.Where(process => process.Value.Until <= now).Select(process => process.Key).ToArray())
            {
                _processes.Remove(dead);
            }

            return Task.FromResult<IReadOnlyList<ProcessAnnouncement>>([.. _processes.Values.Select(process => process.Announcement)]);
        }
    }
}
