using FsCheck;
using FsCheck.Fluent;
using Messaging.Tasks.Policies;

namespace Messaging.Tasks.Tests.Policies;

public sealed class BackoffTests
{
    // A hundred failures is more than a task may make, and enough to overflow any careless power of two.
    private static readonly Arbitrary<int> Failures = Gen.Choose(1, 100).ToArbitrary();

    private static readonly Arbitrary<double> Samples = Gen.Choose(0, 999_999).Select(part => part / 1_000_000d).ToArbitrary();

    private static readonly Arbitrary<Backoff> Backoffs = (
        from kind in Gen.Elements(Enum.GetValues<BackoffKind>())
        from baseDelay in Gen.Choose(0, 86_400_000)
        from maxDelay in Gen.Choose(0, 86_400_000)
        from jitter in Gen.Elements(true, false)
        select new Backoff
        {
            Kind = kind,
            BaseDelay = TimeSpan.FromMilliseconds(baseDelay),
            MaxDelay = TimeSpan.FromMilliseconds(maxDelay),
            Jitter = jitter,
        }).ToArbitrary();

    [Fact]
    public void A_delay_is_never_negative_and_never_above_the_longest() =>
        Prop.ForAll(Backoffs, Failures, Samples, (backoff, failures, sample) =>
        {
            var delay = backoff.Delay(failures, sample);
            return delay >= TimeSpan.Zero && delay <= backoff.MaxDelay && delay <= backoff.Ceiling(failures);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_ceiling_never_falls_with_another_failure() =>
        Prop.ForAll(Backoffs, Failures, (backoff, failures) => backoff.Ceiling(failures) <= backoff.Ceiling(failures + 1))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Without_jitter_the_delay_is_the_ceiling_whatever_the_sample() =>
        Prop.ForAll(Backoffs, Failures, Samples, (backoff, failures, sample) =>
            (backoff with { Jitter = false }).Delay(failures, sample) == backoff.Ceiling(failures)).QuickCheckThrowOnFailure();

    [Fact]
    public void With_jitter_the_delay_is_the_sampled_share_of_the_ceiling() =>
        Backoff.Default.Delay(failures: 3, sample: 0.25).ShouldBe(TimeSpan.FromSeconds(2));

    [Theory]
    [InlineData(BackoffKind.Fixed, 1, 2)]
    [InlineData(BackoffKind.Fixed, 7, 2)]
    [InlineData(BackoffKind.Linear, 1, 2)]
    [InlineData(BackoffKind.Linear, 7, 14)]
    [InlineData(BackoffKind.Exponential, 1, 2)]
    [InlineData(BackoffKind.Exponential, 7, 128)]
    [InlineData(BackoffKind.Exponential, 12, 3600)]
    [InlineData(BackoffKind.Exponential, 100, 3600)]
    public void The_ceiling_grows_as_its_kind_says_until_the_longest_delay(BackoffKind kind, int failures, int seconds) =>
        (Backoff.Default with { Kind = kind }).Ceiling(failures).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Asking_for_the_delay_before_the_first_failure_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Backoff.Default.Delay(failures: 0, sample: 0));

    [Theory]
    [InlineData(0)]
    [InlineData(86_400)]
    public void Delays_may_be_zero_or_a_day(int seconds)
    {
        var backoff = new Backoff { BaseDelay = TimeSpan.FromSeconds(seconds), MaxDelay = TimeSpan.FromSeconds(seconds) };

        (backoff.BaseDelay, backoff.MaxDelay).ShouldBe((TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(86_401)]
    public void Delays_outside_of_zero_to_a_day_are_refused(int seconds)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Backoff { BaseDelay = TimeSpan.FromSeconds(seconds) });
        Should.Throw<ArgumentOutOfRangeException>(() => new Backoff { MaxDelay = TimeSpan.FromSeconds(seconds) });
    }
}
