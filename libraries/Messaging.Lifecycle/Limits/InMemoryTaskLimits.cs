namespace Messaging.Lifecycle.Limits;

/// <summary>Counts in this process.</summary>
public sealed class InMemoryTaskLimits(TimeProvider clock) : ITaskLimits
{
    private const int AsksBetweenSweeps = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, CountedLimit> _limits = new(StringComparer.Ordinal);
    private int _asks;

    /// <inheritdoc/>
    public Task<LimitAnswer> Acquire(LimitRequest request, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Sweep();
            return Task.FromResult(Of(request.Limit).Acquire(request, clock.GetUtcNow()));
        }
    }

    /// <inheritdoc/>
    public Task<bool> Renew(LimitRequest request, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(Of(request.Limit).Renew(request, clock.GetUtcNow()));
        }
    }

    /// <inheritdoc/>
    public Task Release(string limit, string holder, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Of(limit).Release(holder);
        }

        return Task.CompletedTask;
    }

    private CountedLimit Of(string name)
    {
        if (!_limits.TryGetValue(name, out var limit))
        {
            limit = _limits[name] = new CountedLimit();
        }

        return limit;
    }

    /// <summary>There may be a limit per customer: those that count nobody are forgotten.</summary>
    private void Sweep()
    {
        if (++_asks % AsksBetweenSweeps == 0)
        {
            foreach (var idle in _limits.Where(limit => limit.Value.IsIdle(clock.GetUtcNow())).Select(limit => limit.Key).ToArray())
            {
                _limits.Remove(idle);
            }
        }
    }
}
