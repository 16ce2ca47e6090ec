using Messaging.Hosting.Clocks;
using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Clocks;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport;
using Messaging.TestSupport.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Messaging.Hosting.Tests.Clocks;

public sealed class StoreClockLoopTests : IStoreTime, IDisposable
{
    private readonly MachineClock _machine = new();
    private readonly LoopMonitor _monitor = new();
    private readonly RecordedMetrics _metrics = new();
    private readonly RecordedLog<StoreClockLoop> _log = new();
    private readonly StoreClock _clock;
    private readonly StoreClockLoop _loop;
    private bool _isAway;
    private int _reads;

    public StoreClockLoopTests()
    {
        _clock = new StoreClock(_machine);
        _loop = new StoreClockLoop(_clock, this, _monitor, _metrics.Factory, _log);
    }

    [Fact]
    public async Task The_stores_time_is_known_before_anything_after_it_starts()
    {
        _machine.Ahead = TimeSpan.FromHours(1);

        await _loop.StartAsync(CancellationToken.None);

        _clock.GetUtcNow().ShouldBe(_machine.Truth);
        await _loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Without_the_store_a_process_starts_and_knows_its_time_when_it_is_back()
    {
        _machine.Ahead = TimeSpan.FromHours(1);
        _isAway = true;
        await _loop.StartAsync(CancellationToken.None);
        (await Health()).ShouldBe((HealthStatus.Degraded, "The store has not told yet what time it is."));

        _isAway = false;
        await Eventually.Is(() =>
        {
            _machine.Advance(TimeSpan.FromSeconds(1));
            return _clock.GetUtcNow() == _machine.Truth;
        });
        await _loop.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(3600, "3600.0 s ahead of the store's")]
    [InlineData(-1.5, "1.5 s behind the store's")]
    public async Task A_machine_that_is_off_is_told_of_once_until_it_is_right_again(double seconds, string words)
    {
        _machine.Ahead = TimeSpan.FromSeconds(seconds);
        await _loop.StartAsync(CancellationToken.None);
        await Rounds(3);

        _log.Entries.ShouldHaveSingleItem().Message.ShouldContain(words);
        _log.Entries[0].Level.ShouldBe(LogLevel.Warning);
        (await Health())
            .ShouldBe(
                (
                    HealthStatus.Degraded,
                    $"The clock of this machine is {words}. Tasks go by the store's; spans and exported logs show the machine's."));
        _metrics.Observed("messaging.clock.drift").ShouldBe([(seconds, "")]);

        _machine.Ahead = TimeSpan.FromSeconds(0.9);
        await Rounds(3);

        _log.Entries.Select(entry => entry.Level).ShouldBe([LogLevel.Warning, LogLevel.Information]);
        (await Health()).Status.ShouldBe(HealthStatus.Healthy);
        await _loop.StopAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        _loop.Dispose();
        _monitor.Dispose();
        _metrics.Dispose();
    }

    Task<DateTimeOffset> IStoreTime.Read(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return _isAway ? Task.FromException<DateTimeOffset>(new TaskStoreUnavailableException()) : Task.FromResult(_machine.Truth);
    }

    private async Task<(HealthStatus Status, string? Description)> Health()
    {
        var result = await new ClockHealthCheck(_clock).CheckHealthAsync(new HealthCheckContext());
        return (result.Status, result.Description);
    }

    private async Task Rounds(int count)
    {
        var until = _reads + count;
        await Eventually.Is(() =>
        {
            _machine.Advance(TimeSpan.FromSeconds(5));
            return _reads >= until;
        });
    }
}
