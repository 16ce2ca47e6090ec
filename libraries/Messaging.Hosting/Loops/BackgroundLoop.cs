using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Hosting.Loops;

/// <summary>
/// Work that is done again and again while the process lives. A failing round is logged when failures begin, retried with growing pauses,
/// and shows in health when it lasts.
/// </summary>
public abstract class BackgroundLoop : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger;
    private readonly LoopState _state;
    private readonly TimeSpan _interval;

    /// <summary>Makes the loop known to the monitor.</summary>
    /// <param name="name">Name in logs, health and metrics.</param>
    /// <param name="interval">Pause after a round that found nothing to do.</param>
    /// <param name="monitor">Where health looks.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">The log.</param>
    protected BackgroundLoop(string name, TimeSpan interval, LoopMonitor monitor, TimeProvider clock, ILogger logger)
    {
        Clock = clock;
        _logger = logger;
        _interval = interval;
        _state = new LoopState(name, interval + TimeSpan.FromSeconds(30), clock);
        monitor.Add(_state);
    }

    /// <summary>The clock.</summary>
    protected TimeProvider Clock { get; }

    /// <summary>Does what there is to do.</summary>
    /// <returns>Whether there may be more, so that the next round should follow at once.</returns>
    protected abstract Task<bool> Execute(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = _interval;
            _state.BeginExecution();
            try
            {
                pause = await Execute(stoppingToken) ? TimeSpan.Zero : _interval;
                Recovered(failures);
                failures = 0;
                _state.CompleteExecution();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The loop must outlive whatever a round throws: that is what it is for.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _state.FailExecution(exception);
                Failed(exception, failures);
                pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(failures++, 10)));
            }

            await Pause(pause, stoppingToken);
        }
    }

    private async Task Pause(TimeSpan pause, CancellationToken stoppingToken)
    {
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Failed(Exception exception, int failuresBefore)
    {
        if (failuresBefore == 0)
        {
            _logger.LogWarning(exception, "Loop {Loop} fails and is retried until it works again", _state.Name);
        }
    }

    private void Recovered(int failures)
    {
        if (failures > 0)
        {
            _logger.LogInformation("Loop {Loop} works again after {Failures} failures", _state.Name, failures);
        }
    }
}
