using Messaging.TestSupport;

namespace Messaging.Tasks.Tests;

public sealed class SteadyClockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_clock_that_is_set_does_not_make_anything_last_longer_or_shorter(int hours)
    {
        var machine = new MachineClock();
        var clock = new SteadyClock(machine);
        var begun = clock.GetUtcNow();

        machine.Ahead = TimeSpan.FromHours(hours);
        machine.Advance(TimeSpan.FromSeconds(3));

        (clock.GetUtcNow() - begun).ShouldBe(TimeSpan.FromSeconds(3));
        begun.ShouldBe(machine.Truth - TimeSpan.FromSeconds(3));
    }
}
