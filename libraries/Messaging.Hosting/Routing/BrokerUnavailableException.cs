namespace Messaging.Hosting.Routing;

/// <summary>The broker cannot be reached, or did not answer in time.</summary>
public sealed class BrokerUnavailableException : Exception
{
    private const string DefaultMessage = "The broker cannot be reached.";

    /// <summary>With the default message.</summary>
    public BrokerUnavailableException()
        : base(DefaultMessage)
    {
    }

    /// <summary>With a message.</summary>
    public BrokerUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and the cause.</summary>
    public BrokerUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>With the cause.</summary>
    public BrokerUnavailableException(Exception innerException)
        : base(DefaultMessage, innerException)
    {
    }
}
