using Messaging.Hosting.Health;
using Messaging.Hosting.Loops;
using Messaging.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Messaging.Hosting.Tests.Loops;

public sealed class BackgroundLoopTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly WatchedTimeProvider _clock = new();
    private readonly LoopMonitor _monitor = new();
    private readonly RecordedLog<BackgroundLoop> _log = new();

    [Fact]
    public async Task A_round_that_found_nothing_is_followed_by_a_pause_and_one_that_found_something_by_another_round()
    {
        using var loop = new ScriptedLoop(_monitor, _clock, _log) { Script = [true, true, false] };
        await loop.StartAsync(CancellationToken.None);

        await Paused();
        loop.Rounds.ShouldBe([0, 0, 0]);
        _clock.Advance(Interval);
        await Paused();

        loop.Rounds.ShouldBe([0, 0, 0, 1]);
        await loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_failing_round_is_retried_after_pauses_that_grow_to_five_seconds()
    {
        using var loop = new ScriptedLoop(_monitor, _clock, _log) { IsFailing = true };
        await loop.StartAsync(CancellationToken.None);

        await AdvanceUntilRounds(loop, 8);

        loop.Rounds.Zip(loop.Rounds.Skip(1), (round, next) => next - round).ShouldBe([0.25, 0.5, 1, 2, 4, 5, 5]);
        await loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Failures_are_logged_when_they_begin_and_when_they_are_over()
    {
        using var loop = new ScriptedLoop(_monitor, _clock, _log) { IsFailing = true };
        await loop.StartAsync(CancellationToken.None);
        await AdvanceUntilRounds(loop, 4);

        loop.IsFailing = false;
        await AdvanceUntilRounds(loop, 6);
        loop.IsFailing = true;
        await AdvanceUntilRounds(loop, 8);

        _log.Entries.Select(entry => entry.Level).ShouldBe([LogLevel.Warning, LogLevel.Information, LogLevel.Warning]);
        _log.Entries[0].Exception.ShouldBeOfType<InvalidOperationException>();
        _log.Entries[1].Message.ShouldBe("Loop scripted works again after 4 failures");
        await loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_loop_that_fails_for_long_shows_in_health_until_it_recovers()
    {
        using var loop = new ScriptedLoop(_monitor, _clock, _log);
        await loop.StartAsync(CancellationToken.None);
        await Paused();
        (await Check()).Status.ShouldBe(HealthStatus.Healthy);

        loop.IsFailing = true;
        await AdvanceUntil(() => _monitor.Loops.Single().Age >= Interval + TimeSpan.FromSeconds(30));
        var stalled = await AdvanceUntil(Check, check => check.Status != HealthStatus.Healthy);
        stalled.Status.ShouldBe(HealthStatus.Degraded);
        stalled.Description.ShouldNotBeNull().ShouldMatch(@"^Loop scripted has completed no execution for 3\d s, since 2026-01-02T03:04:\d\dZ: its rounds fail with InvalidOperationException, the log says more\.$");

        loop.IsFailing = false;
        await AdvanceUntil(Check, check => check.Status == HealthStatus.Healthy);
        await loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_round_that_hangs_shows_in_health_and_ends_with_the_process()
    {
        using var loop = new ScriptedLoop(_monitor, _clock, _log) { IsHanging = true };
        await loop.StartAsync(CancellationToken.None);
        await Eventually.Is(() => loop.Rounds.Count == 1);

        _clock.Advance(TimeSpan.FromSeconds(32));
        (await Check()).Status.ShouldBe(HealthStatus.Degraded);
        (await Check()).Description.ShouldBe(
            "Loop scripted has completed no execution for 32 s, since 2026-01-02T03:04:05Z: its round under way does not end.");

        await loop.StopAsync(CancellationToken.None);
        loop.ExecuteTask!.IsCompletedSuccessfully.ShouldBeTrue();
        _log.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_round_that_has_not_ended_for_five_minutes_hangs()
    {
        using var loop = new ScriptedLoop(_monitor, _clock, _log) { IsHanging = true };
        await loop.StartAsync(CancellationToken.None);
        await Eventually.Is(() => loop.Rounds.Count == 1);
        _clock.Advance(TimeSpan.FromSeconds(299));
        (await CheckHanging()).Status.ShouldBe(HealthStatus.Healthy);

        _clock.Advance(TimeSpan.FromSeconds(1));

        var hanging = await CheckHanging();
        hanging.Status.ShouldBe(HealthStatus.Degraded);
        hanging.Description.ShouldBe("An execution of loop scripted has not ended for 300 s: restart this process.");
        await loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_loop_whose_rounds_fail_does_not_hang_however_long_they_do()
    {
        using var loop = new ScriptedLoop(_monitor, _clock, _log) { IsFailing = true };
        await loop.StartAsync(CancellationToken.None);

        await AdvanceUntil(() => _monitor.Loops.Single().Age > TimeSpan.FromMinutes(6), TimeSpan.FromSeconds(5));

        (await Check()).Status.ShouldBe(HealthStatus.Degraded);
        (await CheckHanging()).Status.ShouldBe(HealthStatus.Healthy);
        await loop.StopAsync(CancellationToken.None);
    }

    public void Dispose() => _monitor.Dispose();

    private Task<HealthCheckResult> Check() => Ask(new LoopHealthCheck(_monitor));

    private Task<HealthCheckResult> CheckHanging() => Ask(new HangingLoopsHealthCheck(_monitor));

    private static Task<HealthCheckResult> Ask(IHealthCheck check) =>
        check.CheckHealthAsync(
            new HealthCheckContext { Registration = new HealthCheckRegistration("loops", check, HealthStatus.Degraded, []) });

    private Task Paused() => Eventually.Is(() => _clock.WaitingTimers == 1);

    private Task<bool> AdvanceUntilRounds(ScriptedLoop loop, int rounds) => AdvanceUntil(() => loop.Rounds.Count >= rounds);

    private Task<bool> AdvanceUntil(Func<bool> condition, TimeSpan? step = null) =>
        AdvanceUntil(() => Task.FromResult(condition()), holds => holds, step);

    /// <summary>Lets time pass while the loop pauses, so that none of it passes during a round.</summary>
    private async Task<T> AdvanceUntil<T>(Func<Task<T>> read, Func<T, bool> accept, TimeSpan? step = null)
    {
        for (var i = 0; i < 1_000; i++)
        {
            await Paused();
            if (await read() is var value && accept(value))
            {
                return value;
            }

            _clock.Advance(step ?? TimeSpan.FromMilliseconds(250));
        }

        throw new TimeoutException($"Not by {_clock.GetUtcNow()}.");
    }

    private sealed class ScriptedLoop(LoopMonitor monitor, WatchedTimeProvider clock, ILogger logger)
        : BackgroundLoop("scripted", Interval, monitor, clock, logger)
    {
        private readonly DateTimeOffset _start = clock.GetUtcNow();
        private readonly List<double> _rounds = [];

        /// <summary>What the first rounds return; later ones found nothing.</summary>
        public bool[] Script { get; init; } = [];

        public volatile bool IsFailing;

        public bool IsHanging { get; init; }

        /// <summary>When rounds began, in seconds after the start.</summary>
        public IReadOnlyList<double> Rounds
        {
            get
            {
                lock (_rounds)
                {
                    return [.. _rounds];
                }
            }
        }

        protected override async Task<bool> Execute(CancellationToken cancellationToken)
        {
            lock (_rounds)
            {
                _rounds.Add((Clock.GetUtcNow() - _start).TotalSeconds);
            }

            if (IsHanging)
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            return IsFailing ? throw new InvalidOperationException("The store is away.") : Script.ElementAtOrDefault(Rounds.Count - 1);
        }
    }
}
