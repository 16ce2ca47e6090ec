using Messaging.Contracts;

namespace Messaging.Lifecycle.Workers;

/// <summary>Remembers workers in this process.</summary>
public sealed class InMemoryWorkerDirectory : IWorkerDirectory
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, WorkerPresence> _workers = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task Report(WorkerPresence presence, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var id = presence.Heartbeat.Worker;
            if (!_workers.TryGetValue(id, out var known) || IsNews(presence.Heartbeat, known.Heartbeat))
            {
                _workers[id] = presence;
                Forget(presence.HeardAt - IWorkerDirectory.Memory);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<WorkerPresence>> List(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<WorkerPresence>>([.. _workers.Values]);
        }
    }

    /// <inheritdoc/>
    public Task<WorkerPresence?> Find(string worker, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_workers.GetValueOrDefault(worker));
        }
    }

    private static bool IsNews(WorkerHeartbeat told, WorkerHeartbeat known) =>
        told.SentAt >= known.SentAt || known.SentAt - told.SentAt > IWorkerDirectory.Overtaken(told);

    private void Forget(DateTimeOffset before)
    {
        foreach (var old in _workers.Where(worker => worker.Value.HeardAt <= before).Select(worker => worker.Key).ToArray())
        {
            _workers.Remove(old);
        }

        if (_workers.Count > IWorkerDirectory.Capacity)
        {
            _workers.Remove(_workers.MinBy(worker => worker.Value.HeardAt).Key);
        }
    }
}
