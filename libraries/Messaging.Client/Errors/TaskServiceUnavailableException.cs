namespace Messaging.Client.Errors;

/// <summary>
/// Services or broker could not be reached, or were not able to answer, for as long as the client may try. Repeating the same later is
/// safe.
/// </summary>
public sealed class TaskServiceUnavailableException : Exception
{
    /// <summary>With the last fault.</summary>
    /// <param name="message">What was tried.</param>
    /// <param name="innerException">The last fault.</param>
    public TaskServiceUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
