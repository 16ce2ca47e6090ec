using Messaging.Bench.Timing;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Bench.Tests.Timing;

public sealed class PaceTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Times_are_fixed_in_advance()
    {
        var pace = new Pace(200, _clock);
        _clock.Advance(TimeSpan.FromSeconds(3));

        pace.Intended(0).ShouldBe(TimeSpan.Zero);
        pace.Intended(1).ShouldBe(TimeSpan.FromMilliseconds(5));
        pace.Intended(6000).ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task It_waits_until_the_intended_time()
    {
        var pace = new Pace(100, _clock);
        var third = pace.WaitFor(2, CancellationToken.None);

        _clock.Advance(TimeSpan.FromMilliseconds(19));
        third.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        await third.WaitAsync(TimeSpan.FromSeconds(10));
        pace.Elapsed.ShouldBe(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public async Task It_does_not_send_before_a_time_between_two_milliseconds()
    {
        var pace = new Pace(400, _clock);
        var second = pace.WaitFor(1, CancellationToken.None);

        _clock.Advance(TimeSpan.FromMilliseconds(2));
        second.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        await second.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void What_is_late_is_sent_at_once()
    {
        var pace = new Pace(1000, _clock);
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        Enumerable.Range(0, 101).ShouldAllBe(index => pace.WaitFor(index, CancellationToken.None).IsCompleted);
        pace.WaitFor(101, CancellationToken.None).IsCompleted.ShouldBeFalse();
    }
}
