namespace Messaging.Lifecycle.Limits;

/// <summary>One limit of the in-memory adapter: who holds a place until when, and when the latest grants were.</summary>
internal sealed class CountedLimit
{
    private readonly Dictionary<string, DateTimeOffset> _held = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _begun = new();
    private DateTimeOffset _turn;
    private DateTimeOffset _idleFrom;

    public LimitAnswer Acquire(LimitRequest request, DateTimeOffset now)
    {
        if (request.MaxConcurrent is { } most)
        {
            Forget(now);
            if (_held.Count >= most && !_held.ContainsKey(request.Holder))
            {
                return new LimitAnswer.Full();
            }
        }

        if (request.RateCount is { } count && WaitOf(count, request.RatePeriod, now) is { } wait)
        {
            return new LimitAnswer.TooFast(wait);
        }

        if (request.MaxConcurrent is not null)
        {
            Hold(request.Holder, now + request.Lease);
        }

        return new LimitAnswer.Granted();
    }

    public bool Renew(LimitRequest request, DateTimeOffset now)
    {
        Forget(now);
        var was = _held.ContainsKey(request.Holder);
        Hold(request.Holder, now + request.Lease);
        return was;
    }

    public void Release(string holder) => _held.Remove(holder);

    public bool IsIdle(DateTimeOffset now) => _idleFrom <= now;

    private void Hold(string holder, DateTimeOffset until)
    {
        _held[holder] = until;
        StayUntil(until);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var passed in _held.Where(held => held.Value <= now).Select(held => held.Key).ToArray())
        {
            _held.Remove(passed);
        }
    }

    private TimeSpan? WaitOf(int count, TimeSpan period, DateTimeOffset now)
    {
        while (_begun.TryPeek(out var first) && first + period <= now)
        {
            _begun.Dequeue();
        }

        if (_begun.Count < count)
        {
            _begun.Enqueue(now);
            StayUntil(now + period);
            return null;
        }

        var free = _begun.ElementAt(_begun.Count - count) + period;
        var next = _turn + (period / count);
        var last = now + ITaskLimits.LongestWait;
        _turn = free > next ? free : next <= last ? next : free > last ? free : last;
        StayUntil(_turn);
        return _turn - now;
    }

    private void StayUntil(DateTimeOffset time) => _idleFrom = time > _idleFrom ? time : _idleFrom;
}
