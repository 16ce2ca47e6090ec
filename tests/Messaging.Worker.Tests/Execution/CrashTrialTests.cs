using Messaging.TestSupport;
using Messaging.Worker.Execution;
using Messaging.Worker.Slots;

namespace Messaging.Worker.Tests.Execution;

/// <summary>Suspects are tried one at a time, and nothing begins beside them.</summary>
public sealed class CrashTrialTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WatchedTimeProvider _clock = new();
    private readonly WeightedConcurrencyLimiter _shares = new(null);
    private readonly TaskSlots _slots;
    private readonly TaskSlots _others;

    public CrashTrialTests() => (_slots, _others) = (_shares.Add("one", 1, 4), _shares.Add("other", 1, 4));

    [Fact]
    public async Task One_suspect_is_tried_after_the_other()
    {
        var first = Suspect();
        var second = Suspect(_others);

        var trial = await first;
        second.IsCompleted.ShouldBeFalse();
        trial.IsAmongOthers.ShouldBeFalse();

        trial.End();
        _slots.Release();
        (await second).IsAmongOthers.ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_else_begins_in_any_queue_while_one_is_tried_or_waits_for_that()
    {
        await _slots.WaitAsync();
        var suspect = Suspect();
        var fresh = _others.WaitAsync();
        _others.HasFree.ShouldBeFalse();

        _slots.Release();
        var trial = await suspect;
        fresh.IsCompleted.ShouldBeFalse();

        trial.End();
        await fresh;
    }

    [Fact]
    public async Task What_lives_for_long_has_others_beside_it_but_keeps_its_slot()
    {
        var trial = await Suspect();

        trial.End();

        await _slots.WaitAsync();
        _slots.Running.ShouldBe(2);
    }

    [Fact]
    public async Task A_suspect_that_finds_the_worker_busy_for_long_begins_beside_what_runs()
    {
        await _slots.WaitAsync();
        var suspect = Suspect();

        _clock.Advance(Patience - TimeSpan.FromMilliseconds(1));
        suspect.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        (await suspect).IsAmongOthers.ShouldBeTrue();
    }

    [Fact]
    public async Task Those_that_were_started_least_are_tried_first()
    {
        await _slots.WaitAsync();
        Task<CrashTrial> often = Suspect(starts: 2), seldom = Suspect(starts: 1);

        _slots.Release();

        await seldom;
        often.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_suspect_of_a_paused_queue_waits_and_holds_up_nobody()
    {
        _shares.Withhold(queue => queue == "one");
        var suspect = Suspect();

        await _others.WaitAsync();
        _others.Release();
        suspect.IsCompleted.ShouldBeFalse();

        _shares.Withhold(_ => false);
        await suspect;
    }

    [Fact]
    public async Task What_is_turned_away_or_gives_up_holds_up_nobody_any_longer()
    {
        await _others.WaitAsync();
        _shares.Withhold(queue => queue == "one");
        var turnedAway = Suspect();
        _shares.TurnAway();
        await Should.ThrowAsync<OperationCanceledException>(turnedAway);

        using var giveUp = new CancellationTokenSource();
        var gaveUp = _others.WaitAloneAsync(1, Patience, _clock, giveUp.Token);
        var fresh = _others.WaitAsync();
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(gaveUp);
        await fresh;
    }

    [Theory]
    [InlineData(0, 30)]
    [InlineData(1, 30)]
    [InlineData(2, 120)]
    [InlineData(3, 480)]
    [InlineData(4, 1800)]
    [InlineData(20, 1800)]
    public void Every_crash_makes_the_worker_more_patient_up_to_half_an_hour(int redeliveries, int seconds) =>
        CrashGuard.Patience(redeliveries).ShouldBe(TimeSpan.FromSeconds(seconds));

    private Task<CrashTrial> Suspect(TaskSlots? slots = null, int starts = 1) => (slots ?? _slots).WaitAloneAsync(starts, Patience, _clock);
}
