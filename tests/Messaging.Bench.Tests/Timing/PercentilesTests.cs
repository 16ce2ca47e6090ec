using Messaging.Bench.Timing;

namespace Messaging.Bench.Tests.Timing;

public sealed class PercentilesTests
{
    [Theory]
    [InlineData(50, 50)]
    [InlineData(50.1, 51)]
    [InlineData(95, 95)]
    [InlineData(99, 99)]
    [InlineData(99.1, 100)]
    [InlineData(100, 100)]
    [InlineData(0.5, 1)]
    public void A_percentile_is_a_time_that_was_measured(double percent, double expected) =>
        new Percentiles(Enumerable.Range(1, 100).Reverse().Select(time => (double)time)).At(percent).ShouldBe(expected);

    [Fact]
    public void One_time_is_every_percentile()
    {
        var times = new Percentiles([4.5]);

        times.At(1).ShouldBe(4.5);
        times.At(99).ShouldBe(4.5);
        times.Max.ShouldBe(4.5);
        times.Count.ShouldBe(1);
    }

    [Fact]
    public void The_slowest_is_kept() => new Percentiles([1, 900, 2]).Max.ShouldBe(900);

    [Fact]
    public void Nothing_measured_has_no_percentiles() => Should.Throw<ArgumentException>(() => new Percentiles([]));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100.1)]
    public void What_is_no_share_is_refused(double percent) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Percentiles([1]).At(percent));
}
