using Messaging.Tasks.Policies;

namespace Messaging.Tasks.Tests.Policies;

public sealed class TaskLimitTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public void A_limit_lets_1_to_10_000_attempts_run_at_a_time(int most) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new TaskLimit { MaxConcurrent = most });

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(10_001, 1000)]
    [InlineData(1, 99)]
    [InlineData(1, 86_400_001)]
    public void A_rate_is_1_to_10_000_attempts_in_100_milliseconds_to_a_day(int count, int milliseconds) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new TaskRate(count, TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    public void A_limit_may_reach_its_bounds(int most) => new TaskLimit { MaxConcurrent = most }.MaxConcurrent.ShouldBe(most);

    [Theory]
    [InlineData(1, 100)]
    [InlineData(10_000, 86_400_000)]
    public void A_rate_may_reach_its_bounds(int count, int milliseconds)
    {
        var rate = new TaskRate(count, TimeSpan.FromMilliseconds(milliseconds));

        (rate.Count, rate.Period).ShouldBe((count, TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Fact]
    public void A_rate_may_be_given_for_a_second_a_minute_or_an_hour()
    {
        TaskRate.PerSecond(3).ShouldBe(new TaskRate(3, TimeSpan.FromSeconds(1)));
        TaskRate.PerMinute(3).ShouldBe(new TaskRate(3, TimeSpan.FromMinutes(1)));
        TaskRate.PerHour(3).ShouldBe(new TaskRate(3, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_task_type_is_not_limited_unless_its_policy_says_so()
    {
        TaskPolicy.Default.Limit.ShouldBeNull();
        new TaskLimit { PerKey = true }.IsEmpty.ShouldBeTrue();
        new TaskLimit { MaxConcurrent = 10_000 }.IsEmpty.ShouldBeFalse();
        new TaskLimit { Rate = TaskRate.PerHour(10_000) }.IsEmpty.ShouldBeFalse();
    }
}
