using Messaging.Lifecycle.Workers;

namespace Messaging.Producer.Claims;

/// <summary>Which workers live, as far as their heartbeats tell at one moment.</summary>
internal sealed class LivingWorkers
{
    /// <summary>When not even one worker was heard of for this long, nobody listens (StatusQuery or the broker is away), or there is nobody to run anything.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly HashSet<string> _alive;
    private readonly bool _isSilent;

    public LivingWorkers(IReadOnlyList<WorkerPresence> heard, DateTimeOffset now)
    {
        _isSilent = heard.Count > 0 && heard.Max(worker => worker.HeardAt) < now - Silence;
        IsEmpty = heard.Count == 0;
        _alive = [.. heard.Where(worker => worker.HeardAt >= now - IWorkerDirectory.LostAfter && worker.Heartbeat.State != "stopped").Select(worker => worker.Heartbeat.Worker)];
    }

    /// <summary>Whether no worker was heard of within an hour: those that there are may not tell.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether it cannot be told who lives.</summary>
    public bool IsUnknown => IsEmpty || _isSilent;

    /// <summary>Whether a worker is known to live.</summary>
    public bool Has(string? worker) => worker is not null && _alive.Contains(worker);
}
