namespace Messaging.Tasks;

/// <summary>The attempt failed, and what it called said when to come back. The delay replaces the policy's backoff; the attempt counts.</summary>
public sealed class RetryAfterException : Exception
{
    private const string DefaultMessage = "Asked to come back later.";

    /// <summary>At once.</summary>
    public RetryAfterException()
        : base(DefaultMessage)
    {
    }

    /// <summary>At once, with a message for the caller.</summary>
    public RetryAfterException(string message)
        : base(message)
    {
    }

    /// <summary>At once, with a message for the caller and the cause.</summary>
    public RetryAfterException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>After a delay.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public RetryAfterException(TimeSpan delay, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Delay = delay;
    }

    /// <summary>Not before this long from now; more than a day is taken as a day. Default: zero.</summary>
    public TimeSpan Delay { get; }
}
