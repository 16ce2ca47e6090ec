using System.Diagnostics.Metrics;
using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Clocks;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Logging;

namespace Messaging.Hosting.Clocks;

/// <summary>
/// Reads the store's clock every 5 seconds, for the first time before anything else in this process begins, and warns when the machine's is
/// off.
/// </summary>
internal sealed class StoreClockLoop : BackgroundLoop
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly StoreClock _clock;
    private readonly IStoreTime _store;
    private readonly ILogger<StoreClockLoop> _logger;
    private bool _isOff;

    public StoreClockLoop(StoreClock clock, IStoreTime store, LoopMonitor monitor, IMeterFactory meters, ILogger<StoreClockLoop> logger)
        : base("clock", Interval, monitor, clock, logger)
    {
        _clock = clock;
        _store = store;
        _logger = logger;
        meters.Create("Messaging").CreateObservableGauge(
            "messaging.clock.drift",
            () => clock.Drift is { } drift ? (Measurement<double>[])[new(drift.TotalSeconds)] : [],
            "s",
            "How far the clock of this machine is ahead of the store's.");
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _clock.Read(_store, cancellationToken).WaitAsync(Longest, Clock, cancellationToken);
        }
        catch (Exception exception) when (exception is TaskStoreUnavailableException or TimeoutException)
        {
            // The first question that reaches the store later learns its time before it is asked, and the loop goes on trying.
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task<bool> Execute(CancellationToken cancellationToken)
    {
        await _clock.Read(_store, cancellationToken);
        var drift = _clock.Drift.GetValueOrDefault();
        var isOff = ClockDrift.IsOff(drift);
        if (isOff && !_isOff)
        {
            _logger.LogWarning(
                "The clock of this machine is {Drift}: times are taken from the store's instead. Only spans and exported logs show "
                    + "the machine's. Is its time synchronized?",
                ClockDrift.Describe(drift));
        }
        else if (_isOff && !isOff)
        {
            _logger.LogInformation("The clock of this machine and the store's agree again");
        }

        _isOff = isOff;
        return false;
    }
}
