namespace Messaging.Tasks;

/// <summary>
/// The attempt failed, and what it called said when to come back. The policy's backoff is waited for at least; the attempt counts. Retried
/// whatever the policy's filter says, unless <see cref="TaskPolicy.NeverRetry{TException}"/> names it.
/// </summary>
public sealed class RetryAfterException : Exception
{
    private const string DefaultMessage = "Asked to come back later.";

    /// <summary>After the policy's backoff.</summary>
    public RetryAfterException()
        : base(DefaultMessage)
    {
    }

    /// <summary>After the policy's backoff, with a message for the caller.</summary>
    public RetryAfterException(string message)
        : base(message)
    {
    }

    /// <summary>After the policy's backoff, with a message for the caller and the cause.</summary>
    public RetryAfterException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>After a delay. One that is negative, as of a date that has passed, is taken as none.</summary>
    public RetryAfterException(TimeSpan delay, string message, Exception? innerException = null)
        : base(message, innerException) => Delay = delay > TimeSpan.Zero ? delay : TimeSpan.Zero;

    /// <summary>
    /// Not before this long from now; less than the policy's backoff is taken as that, more than a day as a day. Default: zero.
    /// </summary>
    public TimeSpan Delay { get; }
}
