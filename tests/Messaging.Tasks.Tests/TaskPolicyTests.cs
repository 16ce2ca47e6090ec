using Messaging.Contracts;
using Messaging.Tasks.Policies;

namespace Messaging.Tasks.Tests;

public sealed class TaskPolicyTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private static readonly TaskPolicy Policy = TaskPolicy.Default with
    {
        MaxAttempts = 3,
        Backoff = new Backoff { BaseDelay = TimeSpan.FromSeconds(4), Jitter = false },
    };

    [Fact]
    public void A_failure_waits_as_long_as_the_backoff_says() =>
        Policy.DelayBeforeRetry(new IOException(), attemptsUsed: 2, sample: 0).ShouldBe(TimeSpan.FromSeconds(8));

    [Fact]
    public void The_last_attempt_is_not_followed_by_another() =>
        Policy.DelayBeforeRetry(new IOException(), attemptsUsed: 3, sample: 0).ShouldBeNull();

    [Fact]
    public void A_permanent_error_is_never_retried_whatever_the_filter_says()
    {
        var eager = Policy with { RetryWhen = _ => true };

        eager.DelayBeforeRetry(new PermanentTaskException("No."), attemptsUsed: 1, sample: 0).ShouldBeNull();
        eager.DelayBeforeRetry(new InvalidArgumentsException("No."), attemptsUsed: 1, sample: 0).ShouldBeNull();
    }

    [Fact]
    public void Errors_that_the_filter_refuses_are_not_retried()
    {
        var picky = Policy.NeverRetry<FormatException>();

        picky.DelayBeforeRetry(new FormatException(), attemptsUsed: 1, sample: 0).ShouldBeNull();
        picky.DelayBeforeRetry(new IOException(), attemptsUsed: 1, sample: 0).ShouldNotBeNull();
    }

    [Fact]
    public void Only_the_errors_that_the_filter_names_are_retried()
    {
        var picky = Policy.RetryOnly<IOException>();

        picky.DelayBeforeRetry(new FileNotFoundException(), attemptsUsed: 1, sample: 0).ShouldNotBeNull();
        picky.DelayBeforeRetry(new FormatException(), attemptsUsed: 1, sample: 0).ShouldBeNull();
    }

    [Fact]
    public void Filters_add_up()
    {
        var picky = Policy.RetryOnly<IOException>().NeverRetry<FileNotFoundException>();

        picky.DelayBeforeRetry(new IOException(), attemptsUsed: 1, sample: 0).ShouldNotBeNull();
        picky.DelayBeforeRetry(new FileNotFoundException(), attemptsUsed: 1, sample: 0).ShouldBeNull();
        picky.DelayBeforeRetry(new FormatException(), attemptsUsed: 1, sample: 0).ShouldBeNull();
    }

    [Fact]
    public void Retry_after_wins_over_the_backoff() =>
        Policy.DelayBeforeRetry(new RetryAfterException(TimeSpan.FromMinutes(7), "Busy."), attemptsUsed: 1, sample: 0)
            .ShouldBe(TimeSpan.FromMinutes(7));

    [Fact]
    public void Retry_after_uses_up_attempts() =>
        Policy.DelayBeforeRetry(new RetryAfterException(TimeSpan.FromMinutes(7), "Busy."), attemptsUsed: 3, sample: 0).ShouldBeNull();

    [Fact]
    public void Retry_after_longer_than_a_day_is_a_day() =>
        Policy.DelayBeforeRetry(new RetryAfterException(TimeSpan.MaxValue, "Busy."), attemptsUsed: 1, sample: 0)
            .ShouldBe(TimeSpan.FromDays(1));

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(5)]
    public void Retry_after_waits_at_least_as_long_as_the_backoff_says(int seconds) =>
        Policy.DelayBeforeRetry(new RetryAfterException(TimeSpan.FromSeconds(seconds), "Busy."), attemptsUsed: 2, sample: 0)
            .ShouldBe(TimeSpan.FromSeconds(8));

    [Fact]
    public void Retry_after_without_a_delay_waits_as_long_as_the_backoff_says() =>
        Policy.DelayBeforeRetry(new RetryAfterException("Busy."), attemptsUsed: 1, sample: 0).ShouldBe(TimeSpan.FromSeconds(4));

    [Fact]
    public void Retry_after_is_retried_although_only_other_errors_are()
    {
        var busy = new RetryAfterException(TimeSpan.FromMinutes(7), "Busy.");

        Policy.RetryOnly<IOException>().DelayBeforeRetry(busy, attemptsUsed: 1, sample: 0).ShouldBe(TimeSpan.FromMinutes(7));
        (Policy with { RetryWhen = exception => exception is IOException })
            .DelayBeforeRetry(busy, attemptsUsed: 1, sample: 0)
            .ShouldBe(TimeSpan.FromMinutes(7));
        Policy.RetryOnly<IOException>()
            .NeverRetry<FormatException>()
            .DelayBeforeRetry(busy, attemptsUsed: 1, sample: 0)
            .ShouldBe(TimeSpan.FromMinutes(7));
    }

    [Fact]
    public void What_is_never_to_be_retried_is_not_retried_because_it_says_when() =>
        Policy.NeverRetry<RetryAfterException>()
            .DelayBeforeRetry(new RetryAfterException("Busy."), attemptsUsed: 1, sample: 0)
            .ShouldBeNull();

    [Fact]
    public void Without_an_override_the_policy_stays_as_it_is()
    {
        Policy.With(null).ShouldBe(Policy);
        Policy.With(new RetryOverride()).ShouldBe(Policy);
    }

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(42, 42)]
    [InlineData(101, 100)]
    public void Attempts_that_a_submitter_asks_for_are_kept_within_bounds(int wanted, int granted) =>
        Policy.With(new RetryOverride { MaxAttempts = wanted }).MaxAttempts.ShouldBe(granted);

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(42, 42)]
    [InlineData(86_401, 86_400)]
    public void Delays_that_a_submitter_asks_for_are_kept_within_bounds(int wanted, int granted)
    {
        var policy = Policy.With(new RetryOverride { BaseDelay = TimeSpan.FromSeconds(wanted), MaxDelay = TimeSpan.FromSeconds(wanted) });

        policy.Backoff.BaseDelay.ShouldBe(TimeSpan.FromSeconds(granted));
        policy.Backoff.MaxDelay.ShouldBe(TimeSpan.FromSeconds(granted));
    }

    [Theory]
    [InlineData("fixed", BackoffKind.Linear, BackoffKind.Fixed)]
    [InlineData("linear", BackoffKind.Fixed, BackoffKind.Linear)]
    [InlineData("exponential", BackoffKind.Linear, BackoffKind.Exponential)]
    [InlineData("Fixed", BackoffKind.Linear, BackoffKind.Linear)]
    [InlineData("0", BackoffKind.Linear, BackoffKind.Linear)]
    [InlineData("", BackoffKind.Linear, BackoffKind.Linear)]
    [InlineData(null, BackoffKind.Linear, BackoffKind.Linear)]
    public void A_submitter_may_say_how_delays_grow(string? wanted, BackoffKind otherwise, BackoffKind granted)
    {
        var policy = Policy with { Backoff = new Backoff { Kind = otherwise } };

        policy.With(new RetryOverride { Backoff = wanted }).Backoff.Kind.ShouldBe(granted);
    }

    [Fact]
    public void A_time_limit_that_a_submitter_asks_for_is_kept_within_bounds()
    {
        Policy.TimeLimitOr(null).ShouldBe(TimeSpan.FromMinutes(30));
        Policy.TimeLimitOr(TimeSpan.FromSeconds(5)).ShouldBe(TimeSpan.FromSeconds(5));
        Policy.TimeLimitOr(TimeSpan.FromSeconds(-5)).ShouldBe(TimeSpan.Zero);
        Policy.TimeLimitOr(TimeSpan.MaxValue).ShouldBe(TimeSpan.FromDays(30));
    }

    [Fact]
    public void A_policy_may_be_as_low_and_as_high_as_its_bounds()
    {
        var lowest = Policy with
        {
            MaxAttempts = 1,
            TimeLimit = Tick,
            SoftTimeLimit = Tick,
            ImmediateRetries = 0,
            ImmediateRetryDelay = TimeSpan.Zero,
            CancelGrace = TimeSpan.Zero,
        };
        var highest = Policy with
        {
            MaxAttempts = 100,
            TimeLimit = TimeSpan.FromDays(30),
            SoftTimeLimit = TimeSpan.FromDays(30),
            ImmediateRetries = 5,
            ImmediateRetryDelay = TimeSpan.FromMinutes(1),
            CancelGrace = TimeSpan.FromHours(1),
        };

        (
            lowest.MaxAttempts,
            lowest.TimeLimit,
            lowest.SoftTimeLimit,
            lowest.ImmediateRetries,
            lowest.ImmediateRetryDelay,
            lowest.CancelGrace)
            .ShouldBe((1, Tick, Tick, 0, TimeSpan.Zero, TimeSpan.Zero));
        (
            highest.MaxAttempts,
            highest.TimeLimit,
            highest.SoftTimeLimit,
            highest.ImmediateRetries,
            highest.ImmediateRetryDelay,
            highest.CancelGrace)
            .ShouldBe((100, TimeSpan.FromDays(30), TimeSpan.FromDays(30), 5, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)));
        (lowest with { SoftTimeLimit = null }).SoftTimeLimit.ShouldBeNull();
    }

    [Fact]
    public void A_policy_out_of_bounds_is_refused_where_it_is_written()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Policy with { MaxAttempts = 0 });
        Should.Throw<ArgumentOutOfRangeException>(() => Policy with { MaxAttempts = 101 });
        Should.Throw<ArgumentOutOfRangeException>(() => Policy with { TimeLimit = TimeSpan.Zero });
        Should.Throw<ArgumentOutOfRangeException>(() => Policy with { TimeLimit = TimeSpan.FromDays(30) + Tick });
        Should.Throw<ArgumentOutOfRangeException>(() => Policy with { SoftTimeLimit = TimeSpan.Zero });
        Should.Throw<ArgumentOutOfRangeException>(() => Policy with { SoftTimeLimit = TimeSpan.FromDays(30) + Tick });
        Should.Throw<ArgumentOutOfRangeException>(() => Policy with { ImmediateRetries = -1 });
        Should.Throw<ArgumentOutOfRangeException>(() => Policy with { ImmediateRetries = 6 });
        Should.Throw<ArgumentOutOfRangeException>(() => Policy with { ImmediateRetryDelay = -Tick });
        Should.Throw<ArgumentOutOfRangeException>(() => Policy with { ImmediateRetryDelay = TimeSpan.FromMinutes(1) + Tick });
        Should.Throw<ArgumentOutOfRangeException>(() => Policy with { CancelGrace = -Tick });
        Should.Throw<ArgumentOutOfRangeException>(() => Policy with { CancelGrace = TimeSpan.FromHours(1) + Tick });
    }
}
