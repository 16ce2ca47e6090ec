using Messaging.Contracts;
using Messaging.Tasks.Policies;
using Messaging.Tasks.Running;

namespace Messaging.Tasks;

/// <summary>How a task type is retried and limited. Immutable; build on <see cref="Default"/> with <c>with</c>.</summary>
public sealed record TaskPolicy
{
    /// <summary>Most attempts that a policy or a submitter may ask for.</summary>
    public const int AttemptsLimit = 100;

    /// <summary>Most immediate retries that a policy may ask for.</summary>
    public const int MaxImmediateRetries = 5;

    /// <summary>Longest time limit that a policy or a submitter may ask for: 30 days.</summary>
    public static readonly TimeSpan LongestTimeLimit = TimeSpan.FromDays(30);

    /// <summary>10 attempts, exponential backoff with full jitter from 2 seconds to 1 hour, 30 minutes per attempt.</summary>
    public static TaskPolicy Default { get; } = new();

    /// <summary>Attempts in all, the first included: 1 to 100. Default: 10.</summary>
    public int MaxAttempts
    {
        get;
        init => field = value is >= 1 and <= AttemptsLimit
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A task makes 1 to {AttemptsLimit} attempts.");
    } = 10;

    /// <summary>Delay between attempts.</summary>
    public Backoff Backoff { get; init; } = Backoff.Default;

    /// <summary>How long an attempt may run before its token fires: above zero, up to 30 days. Default: 30 minutes.</summary>
    public TimeSpan TimeLimit
    {
        get;
        init => field = value > TimeSpan.Zero && value <= LongestTimeLimit
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"An attempt may run for more than zero and up to {LongestTimeLimit.TotalDays} days.");
    } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long an attempt may run before <see cref="TaskContext.SoftLimit"/> fires, so that it may finish up: above zero, up to 30 days.
    /// One that is not below the time limit never fires. Default: none.
    /// </summary>
    public TimeSpan? SoftTimeLimit
    {
        get;
        init => field = value is null || (value > TimeSpan.Zero && value <= LongestTimeLimit)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"A soft time limit is more than zero and up to {LongestTimeLimit.TotalDays} days.");
    }

    /// <summary>
    /// How often an error that <see cref="RetryWhen"/> accepts is tried again within the attempt, by a new handler: 0 to 5. Default: 0.
    /// </summary>
    public int ImmediateRetries
    {
        get;
        init => field = value is >= 0 and <= MaxImmediateRetries
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"An attempt makes 0 to {MaxImmediateRetries} immediate retries.");
    }

    /// <summary>
    /// Delay before the first immediate retry, about doubling with each, with jitter: zero to a minute. Default: 200 milliseconds.
    /// </summary>
    public TimeSpan ImmediateRetryDelay
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromMinutes(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "An immediate retry follows after zero to a minute.");
    } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long a handler may take to give up after its token fired, before the attempt ends without it: zero to an hour. Default: 30
    /// seconds.
    /// </summary>
    public TimeSpan CancelGrace
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A handler has zero to an hour to give up.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>How many attempts may run at a time, or begin within a period, over all workers. Default: no limit.</summary>
    public TaskLimit? Limit { get; init; }

    /// <summary>
    /// Which errors of a handler are worth a retry. Not asked about <see cref="PermanentTaskException"/>, which never is, nor about
    /// <see cref="RetryAfterException"/> and time limits,
    /// which are unless <see cref="NeverRetry{TException}"/> names them. Default: all.
    /// </summary>
    public Func<Exception, bool> RetryWhen { get; init; } = _ => true;

    /// <summary>What must not be retried, although <see cref="RetryWhen"/> is not asked about it.</summary>
    private Func<Exception, bool> IsRefused { get; init; } = _ => false;

    /// <summary>The same policy, except that errors of a type are not retried. A time limit is a <see cref="TimeoutException"/>.</summary>
    public TaskPolicy NeverRetry<TException>()
        where TException : Exception =>
        this with
        {
            RetryWhen = exception => exception is not TException && RetryWhen(exception),
            IsRefused = exception => exception is TException || IsRefused(exception),
        };

    /// <summary>The same policy, except that of a handler's errors only those of a type are retried.</summary>
    public TaskPolicy RetryOnly<TException>()
        where TException : Exception =>
        this with { RetryWhen = exception => exception is TException && RetryWhen(exception) };

    /// <summary>The same policy with what a submitter asked for, kept within bounds.</summary>
    public TaskPolicy With(RetryOverride? wanted) => wanted is null
        ? this
        : this with
        {
            MaxAttempts = Math.Clamp(wanted.MaxAttempts ?? MaxAttempts, 1, AttemptsLimit),
            Backoff = Backoff with
            {
                Kind = KindOf(wanted.Backoff) ?? Backoff.Kind,
                BaseDelay = WithinLimit(wanted.BaseDelay ?? Backoff.BaseDelay),
                MaxDelay = WithinLimit(wanted.MaxDelay ?? Backoff.MaxDelay),
            },
        };

    /// <summary>How long one attempt may run when a submitter asked for a limit, kept within bounds.</summary>
    public TimeSpan TimeLimitOr(TimeSpan? wanted) =>
        wanted is { } limit ? new TimeSpan(Math.Clamp(limit.Ticks, 0, LongestTimeLimit.Ticks)) : TimeLimit;

    /// <summary>How long to wait before the next attempt, or <see langword="null"/> when there is to be none.</summary>
    /// <param name="exception">Why the attempt failed.</param>
    /// <param name="attemptsUsed">Attempts made so far, this one included, deferrals not; at least 1.</param>
    /// <param name="sample">A random number from 0 (inclusive) to 1 (exclusive).</param>
    public TimeSpan? DelayBeforeRetry(Exception exception, int attemptsUsed, double sample) => exception switch
    {
        PermanentTaskException => null,
        _ when attemptsUsed >= MaxAttempts || !IsRetried(exception) => null,
        RetryAfterException { Delay: var delay } when WithinLimit(delay) is var wanted && wanted > Backoff.Delay(attemptsUsed, sample) =>
            wanted,
        _ => Backoff.Delay(attemptsUsed, sample),
    };

    /// <summary>Whether an error is worth an immediate retry: one that the policy retries, and that does not itself say when.</summary>
    internal bool IsWorthImmediateRetry(Exception exception) =>
        exception is not (PermanentTaskException or RetryAfterException or TaskDeferredException) && RetryWhen(exception);

    private bool IsRetried(Exception exception) =>
        exception is RetryAfterException or TimeLimitException ? !IsRefused(exception) : RetryWhen(exception);

    // Written as on the wire: the names of the enum's members are ours alone.
    private static BackoffKind? KindOf(string? name) => name switch
    {
        "fixed" => BackoffKind.Fixed,
        "linear" => BackoffKind.Linear,
        "exponential" => BackoffKind.Exponential,
        _ => null,
    };

    private static TimeSpan WithinLimit(TimeSpan delay) => new(Math.Clamp(delay.Ticks, 0, Backoff.DelayLimit.Ticks));
}
