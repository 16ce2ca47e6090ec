using MassTransit;

namespace Messaging.Redis.Sagas;

/// <summary>
/// A message could not be applied to its saga because other writers changed the saga's row first, on the first attempt
/// and on every retry. The message had no effect on the row and published nothing: it is safe to deliver it again.
/// </summary>
public sealed class RedisSagaConcurrencyException : ConcurrencyException
{
    /// <summary>Creates an exception that names no saga.</summary>
    public RedisSagaConcurrencyException()
    {
    }

    /// <summary>Creates an exception about one saga.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="sagaType">The type of the saga.</param>
    /// <param name="correlationId">The saga's id.</param>
    public RedisSagaConcurrencyException(string message, Type sagaType, Guid correlationId)
        : base(message, sagaType, correlationId)
    {
    }

    /// <summary>Creates an exception about one saga, with its cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="sagaType">The type of the saga.</param>
    /// <param name="correlationId">The saga's id.</param>
    /// <param name="innerException">The cause.</param>
    public RedisSagaConcurrencyException(string message, Type sagaType, Guid correlationId, Exception innerException)
        : base(message, sagaType, correlationId, innerException)
    {
    }
}
