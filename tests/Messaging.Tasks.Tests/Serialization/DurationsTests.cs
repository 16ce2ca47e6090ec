using Messaging.Tasks.Serialization;

namespace Messaging.Tasks.Tests.Serialization;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("250ms", 250)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("5m", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("PT5M", 300_000)]
    [InlineData("00:05:00", 300_000)]
    [InlineData("PT0.25S", 250)]
    [InlineData("P1DT1H", 90_000_000)]
    [InlineData("P2W", 1_209_600_000)]
    [InlineData("1.00:00:00", 86_400_000)]
    [InlineData("23:59:59.5", 86_399_500)]
    [InlineData("0000000000000000000000000000001s", 1_000)]
    public void What_people_write_is_read(string text, double milliseconds)
    {
        Durations.TryParse(text, out var duration).ShouldBeTrue();
        duration.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("-PT5M")]
    [InlineData("1s ")]
    [InlineData("1s\n")]
    [InlineData("1 s")]
    [InlineData("1S")]
    [InlineData("1w")]
    [InlineData("1,5s")]
    [InlineData("1e3s")]
    [InlineData(".5s")]
    [InlineData("1h30m")]
    [InlineData("NaNs")]
    [InlineData("\u0663s")]
    [InlineData("99999999999999d")]
    [InlineData("P99999999999999D")]
    [InlineData("PT5M5")]
    [InlineData("-00:05:00")]
    [InlineData("-0s")]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("P1Y2M3DT4H")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("P1W2D")]
    [InlineData("PT1H30")]
    [InlineData("pt5m")]
    [InlineData("1:30")]
    [InlineData("01:30")]
    [InlineData("1:30:00")]
    [InlineData("1.5:00:00")]
    [InlineData("24:00:00")]
    [InlineData("00:60:00")]
    [InlineData("00:00:60")]
    [InlineData("1.")]
    [InlineData("10675200.00:00:00")]
    [InlineData("00000000000000000000000000000001s")]
    public void What_is_not_a_duration_is_refused(string? text) => Durations.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("-00:05:00", -300_000)]
    [InlineData("-PT5M", -300_000)]
    [InlineData("-30s", -30_000)]
    [InlineData("30s", 30_000)]
    public void Where_durations_may_be_negative_a_minus_comes_first(string text, double milliseconds)
    {
        Durations.TryParseSigned(text, out var duration).ShouldBeTrue();
        duration.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(0)]
    public void Whatever_NET_writes_is_read_again(long ticks)
    {
        Durations.TryParseSigned(TimeSpan.FromTicks(ticks).ToString(), out var duration).ShouldBeTrue();
        duration.Ticks.ShouldBe(ticks);
    }
}
