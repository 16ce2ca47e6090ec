using Messaging.Contracts;
using Messaging.Lifecycle.Failures;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Logs;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Operations.Replays;
using Microsoft.Extensions.Options;

namespace Messaging.Operations.Tests.Replays;

public sealed class ReplayRunnerTests : IAsyncLifetime
{
    private static readonly TaskError Error = new() { Type = "boom", Message = "Boom" };
    private static readonly string Cause = FailureFingerprint.Of(Error);

    private readonly LedgerFixture _fixture = new();
    private readonly InMemoryReplayStore _replays = new();
    private readonly FailedTasks _failed;
    private readonly ReplayControl _control;
    private readonly ReplayRunner _runner;

    public ReplayRunnerTests()
    {
        var janitor = new TaskJanitor(
            _fixture.Tasks, new InMemoryTaskLogs(_fixture.Clock), Options.Create(LedgerFixture.LedgerOptions), _fixture.Clock);
        _failed = new FailedTasks(_fixture.Tasks, janitor);
        _control = new ReplayControl(_replays, _failed, _fixture.Clock);
        _runner = OpenRunner();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task The_canary_runs_alone_until_it_has_succeeded_and_then_the_others_at_their_rate()
    {
        var ids = await Fail(30);
        var replay = await Start(rate: 10, canary: 1);

        await Advance(5);
        var canary = (await Again(ids)).ShouldHaveSingleItem();
        _fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        await Advance(5);
        (await Again(ids)).ShouldBe([canary]);

        await _fixture.Tell(Succeeded(canary));
        await Advance(5);
        (await Again(ids)).Length.ShouldBe(2);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await Advance(5);
        (await Again(ids)).Length.ShouldBe(12);
        await PassUntilEnd(replay);

        (await Again(ids)).ShouldBe(ids, ignoreOrder: true);
        var ended = (await _replays.Read(replay, CancellationToken.None)).ShouldNotBeNull();
        (ended.State, ended.Replayed, ended.Planned).ShouldBe((ReplayState.Finished, 30, 30));
    }

    [Fact]
    public async Task Time_that_nobody_used_is_not_made_up_for()
    {
        var ids = await Fail(100);
        await Start(rate: 10, canary: 0);
        await Advance(2);

        _fixture.Clock.Advance(TimeSpan.FromHours(1));
        await Advance(5);

        (await Again(ids)).Length.ShouldBe(11);
    }

    [Theory]
    [InlineData(0.1, 10)]
    [InlineData(1000, 0.001)]
    public async Task The_slowest_and_the_fastest_rate_are_kept(double rate, double seconds)
    {
        var ids = await Fail(5);
        await Start(rate, canary: 0);
        await Advance(2);
        (await Again(ids)).Length.ShouldBe(1);

        _fixture.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await Advance(2);

        (await Again(ids)).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_more_runs_when_a_canary_fails(bool willRetry)
    {
        var ids = await Fail(10);
        var replay = await Start(rate: 10, canary: 3);
        await Advance(3);
        var canaries = await Again(ids);
        canaries.Length.ShouldBe(3);

        await _fixture.Tell(Succeeded(canaries[0]), Succeeded(canaries[1]), Failed(canaries[2], 2, willRetry));
        await Advance(3);
        _fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        await Advance(3);

        var ended = (await _replays.Read(replay, CancellationToken.None)).ShouldNotBeNull();
        (ended.State, ended.Reason).ShouldBe((ReplayState.CanaryFailed, $"Task {canaries[2]} did not succeed when it ran again."));
        (await Again(ids)).ShouldBe(canaries, ignoreOrder: true);
    }

    [Fact]
    public async Task What_fails_again_or_later_does_not_run_once_more()
    {
        var ids = await Fail(3);
        var replay = await Start(rate: 1000, canary: 0);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        var later = await Fail(2);

        for (var i = 0; i < 5; i++)
        {
            await Advance(1);
            foreach (var row in (await Task.WhenAll(ids.Select(_fixture.Row))).Where(row => !row.State.IsTerminal()))
            {
                await _fixture.Tell(Failed(row.CorrelationId, row.Attempt, false));
            }

            _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        (await _replays.Read(replay, CancellationToken.None))!.State.ShouldBe(ReplayState.Finished);
        (await Task.WhenAll(ids.Select(async id => (await _fixture.Row(id)).Attempt))).ShouldAllBe(attempt => attempt == 2);
        (await Again(later)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replay_goes_on_elsewhere_after_a_crash_at_any_step()
    {
        var ids = await Fail(20);
        var replay = await Start(rate: 1000, canary: 2);
        for (var crash = 0; crash < 8 && !(await _replays.Read(replay, CancellationToken.None))!.HasEnded; crash++)
        {
            // The process dies once it has done its step, before it can say so.
            var dying = OpenRunner(new DyingReplayStore(_replays, writes: 1));
            await Should.ThrowAsync<TaskStoreUnavailableException>(() => dying.Advance(CancellationToken.None));
            foreach (var id in await Again(ids))
            {
                await _fixture.Tell(Succeeded(id));
            }

            _fixture.Clock.Advance(TimeSpan.FromSeconds(16));
            // One step is done in between, so that the next crash meets the next step.
            await Advance(crash % 2);
        }

        await PassUntilEnd(replay);

        (await Task.WhenAll(ids.Select(async id => (await _fixture.Row(id)).Attempt))).ShouldAllBe(attempt => attempt == 2);
    }

    [Fact]
    public async Task Of_two_runners_one_works_on_a_replay()
    {
        var ids = await Fail(50);
        await Start(rate: 10, canary: 0);
        await Advance(1);
        var other = OpenRunner();
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        await Task.WhenAll(_runner.Advance(CancellationToken.None), other.Advance(CancellationToken.None));

        (await Again(ids)).Length.ShouldBeLessThanOrEqualTo(11);
    }

    [Fact]
    public async Task A_replay_that_is_stopped_releases_nothing_more_and_is_forgotten_after_a_week()
    {
        var ids = await Fail(5);
        var replay = await Start(rate: 1, canary: 0);
        await Advance(2);

        (await _control.Stop(replay, CancellationToken.None))!.State.ShouldBe(ReplayState.Stopped);
        _fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        await Advance(3);

        (await Again(ids)).Length.ShouldBe(1);
        _fixture.Clock.Advance(TimeSpan.FromDays(7));
        await Advance(1);
        (await _replays.List(CancellationToken.None)).ShouldBeEmpty();
        (await _control.Stop(replay, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_group_that_was_removed_meanwhile_ends_the_replay()
    {
        await Fail(5);
        var replay = await Start(rate: 1, canary: 1);

        (await _failed.Discard(Cause, CancellationToken.None)).ShouldBe(5);
        await Advance(2);

        (await _replays.Read(replay, CancellationToken.None))!.State.ShouldBe(ReplayState.Finished);
        (await _failed.Count(Cause, CancellationToken.None)).ShouldBe(0);
    }

    private DateTimeOffset Now => _fixture.Clock.GetUtcNow();

    private ReplayRunner OpenRunner(IReplayStore? replays = null) =>
        new(replays ?? _replays, _fixture.Tasks, _failed, _fixture.OpenWriter(), _fixture.Clock);

    private async Task Advance(int rounds)
    {
        for (; rounds > 0; rounds--)
        {
            await _runner.Advance(CancellationToken.None);
        }
    }

    private async Task PassUntilEnd(Guid replay)
    {
        for (var round = 0; !(await _replays.Read(replay, CancellationToken.None))!.HasEnded; round++)
        {
            round.ShouldBeLessThan(1000);
            _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
            await Advance(1);
        }
    }

    private async Task<Guid> Start(double rate, int canary) =>
        (await _control.Start(Cause, rate, canary, "ann", CancellationToken.None)).ShouldNotBeNull().Id;

    private async Task<Guid[]> Fail(int count)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = await _fixture.Fail(Error);
        }

        return ids;
    }

    /// <summary>Those that run again.</summary>
    private async Task<Guid[]> Again(IEnumerable<Guid> ids)
    {
        var rows = await Task.WhenAll(ids.Select(_fixture.Row));
        return [.. rows.Where(row => row.Replay is not null).Select(row => row.CorrelationId)];
    }

    private TaskEvent Failed(Guid id, int attempt, bool willRetry) => TaskEvent.Of(new TaskAttemptFailed
    {
        TaskId = id,
        Attempt = attempt,
        FinishedAt = Now,
        Worker = "w1",
        Error = Error,
        RetryAt = willRetry ? Now + TimeSpan.FromHours(1) : null,
    });

    private TaskEvent Succeeded(Guid id) => TaskEvent.Of(new TaskSucceeded { TaskId = id, Attempt = 2, FinishedAt = Now, Worker = "w1" });
}
