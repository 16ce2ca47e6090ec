using Messaging.Lifecycle.Clocks;
using Messaging.TestSupport;

namespace Messaging.Lifecycle.Tests.Clocks;

public sealed class StoreClockTests : IStoreTime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly MachineClock _machine = new();
    private readonly StoreClock _clock;
    private TimeSpan _storeAhead;
    private TimeSpan _there;
    private TimeSpan _back;

    public StoreClockTests() => _clock = new StoreClock(_machine);

    [Fact]
    public void Before_the_store_has_answered_the_machines_time_counts()
    {
        _machine.Ahead = Hour;

        _clock.GetUtcNow().ShouldBe(_machine.Truth + Hour);
        _clock.Drift.ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task The_stores_time_counts_however_far_the_machine_is_off(int hours)
    {
        _machine.Ahead = hours * Hour;

        await Read();
        _machine.Advance(TimeSpan.FromMinutes(3));

        _clock.GetUtcNow().ShouldBe(_machine.Truth);
        _clock.Drift.ShouldBe(hours * Hour);
    }

    [Fact]
    public async Task A_machine_whose_clock_is_set_changes_nothing()
    {
        await Read();

        _machine.Ahead = TimeSpan.FromSeconds(-25);

        _clock.GetUtcNow().ShouldBe(_machine.Truth);
        _clock.Drift.ShouldBe(TimeSpan.FromSeconds(-25));
    }

    [Fact]
    public async Task An_answer_that_took_long_is_not_trusted_more_than_one_before_that_was_quick()
    {
        await Read();

        (_there, _back) = (TimeSpan.Zero, TimeSpan.FromMilliseconds(800));
        await Read();

        _clock.GetUtcNow().ShouldBe(_machine.Truth);
    }

    [Fact]
    public async Task An_answer_that_took_long_is_off_by_half_of_that_at_most_and_mended_by_a_quick_one()
    {
        (_there, _back) = (TimeSpan.Zero, TimeSpan.FromMilliseconds(800));
        await Read();
        (_clock.GetUtcNow() - _machine.Truth).ShouldBe(TimeSpan.FromMilliseconds(-400));

        _back = TimeSpan.FromMilliseconds(2);
        await Read();

        (_clock.GetUtcNow() - _machine.Truth).ShouldBe(TimeSpan.FromMilliseconds(-1));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public async Task A_store_whose_clock_was_set_or_another_that_took_over_is_followed_also_by_a_slow_answer(int seconds)
    {
        await Read();

        _storeAhead = TimeSpan.FromSeconds(seconds);
        (_there, _back) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));
        await Read();

        _clock.GetUtcNow().ShouldBe(_machine.Truth + _storeAhead);
    }

    [Fact]
    public async Task A_jump_is_known_for_a_while()
    {
        await Read();
        _clock.HasJumpedWithin(TimeSpan.FromSeconds(20)).ShouldBeFalse();

        _storeAhead = TimeSpan.FromSeconds(2);
        await Read();

        _clock.HasJumpedWithin(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        _machine.Advance(TimeSpan.FromSeconds(20));
        _clock.HasJumpedWithin(TimeSpan.FromSeconds(20)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_first_reading_is_a_jump_where_the_machine_was_off()
    {
        _machine.Ahead = Hour;

        await Read();

        _clock.HasJumpedWithin(TimeSpan.FromSeconds(20)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_the_counter_has_drifted_over_hours_is_mended_by_an_answer_that_is_less_exact_than_the_first()
    {
        await Read();
        _machine.Advance(Hour);
        _storeAhead = TimeSpan.FromMilliseconds(300);

        (_there, _back) = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10));
        await Read();

        _clock.GetUtcNow().ShouldBe(_machine.Truth + _storeAhead);
    }

    Task<DateTimeOffset> IStoreTime.Read(CancellationToken cancellationToken)
    {
        _machine.Advance(_there);
        var time = _machine.Truth + _storeAhead;
        _machine.Advance(_back);
        return Task.FromResult(time);
    }

    private Task Read() => _clock.Read(this, CancellationToken.None);
}
