namespace Messaging.Tasks;

/// <summary>The task cannot succeed, however often it is tried: it fails without a retry.</summary>
public class PermanentTaskException : Exception
{
    /// <summary>Without a message of its own.</summary>
    public PermanentTaskException()
    {
    }

    /// <summary>With a message for the caller.</summary>
    public PermanentTaskException(string message)
        : base(message)
    {
    }

    /// <summary>With a message for the caller and the cause.</summary>
    public PermanentTaskException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The stable name under which callers see the error. Default: <c>permanent</c>.</summary>
    public virtual string Reason => "permanent";
}
