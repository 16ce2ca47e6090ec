namespace Messaging.Lifecycle.Storage;

/// <summary>The store cannot be reached, or did not answer in time.</summary>
public class TaskStoreUnavailableException : Exception
{
    private const string DefaultMessage = "The task store cannot be reached.";

    /// <summary>With the default message.</summary>
    public TaskStoreUnavailableException()
        : base(DefaultMessage)
    {
    }

    /// <summary>With a message.</summary>
    public TaskStoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and the cause.</summary>
    public TaskStoreUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>With the cause.</summary>
    public TaskStoreUnavailableException(Exception innerException)
        : base(DefaultMessage, innerException)
    {
    }
}
