using System.Collections.Concurrent;
using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Limits;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Admission;

/// <summary>
/// Keeps the places that attempts of this worker hold: renews each every 10 seconds, for 30. Those of a worker that died are free when that
/// time has passed.
/// </summary>
internal sealed class LimitLeases(ITaskLimits limits, LoopMonitor monitor, TimeProvider clock, ILogger<LimitLeases> logger)
    : BackgroundLoop("limit-leases", TimeSpan.FromSeconds(10), monitor, clock, logger)
{
    /// <summary>How long a place is held without word of this worker.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    private const int RenewedAtATime = 100;
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Held, bool> _held = [];
    private bool _isAway;

    /// <summary>Keeps a place that was granted. Disposing what is returned gives it back.</summary>
    public IAsyncDisposable Keep(LimitRequest granted)
    {
        var held = new Held(this, granted);
        _held[held] = true;
        return held;
    }

    protected override async Task<bool> Execute(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var part in _held.Keys.Chunk(RenewedAtATime))
            {
                await Task.WhenAll(part.Select(held => Renew(held, cancellationToken)));
            }

            _isAway = false;
        }
        catch (TaskStoreUnavailableException exception)
        {
            // The attempts go on. Their places are counted again as soon as the store is back.
            if (!_isAway)
            {
                logger.LogWarning(exception, "The places that running attempts hold cannot be renewed; others may take them");
            }

            _isAway = true;
        }

        return false;
    }

    private async Task Renew(Held held, CancellationToken cancellationToken)
    {
        var wasHeld = await limits.Renew(held.Request, cancellationToken);
        if (!_held.ContainsKey(held))
        {
            // It was given back meanwhile, and the renewal may have come after that.
            await limits.Release(held.Request.Limit, held.Request.Holder, cancellationToken);
        }
        else if (!wasHeld)
        {
            logger.LogWarning(
                "{Holder} had lost its place of the limit of {Limit} for a while: more may run than are allowed",
                held.Request.Holder,
                held.Request.Limit);
        }
    }

    private async Task GiveBack(Held held)
    {
        if (!_held.TryRemove(held, out _))
        {
            return;
        }

        try
        {
            await limits.Release(held.Request.Limit, held.Request.Holder, CancellationToken.None).WaitAsync(ReleaseTimeout, Clock);
        }
        catch (Exception exception) when (exception is TaskStoreUnavailableException or TimeoutException)
        {
            logger.LogDebug(exception, "The place of {Holder} is free when its lease has passed", held.Request.Holder);
        }
    }

    private sealed class Held(LimitLeases leases, LimitRequest request) : IAsyncDisposable
    {
        public LimitRequest Request { get; } = request;

        public ValueTask DisposeAsync() => new(leases.GiveBack(this));
    }
}
