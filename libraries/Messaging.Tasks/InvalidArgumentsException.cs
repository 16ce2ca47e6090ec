namespace Messaging.Tasks;

/// <summary>The arguments do not fit the task: it fails without a retry, with the offending field named.</summary>
public sealed class InvalidArgumentsException : PermanentTaskException
{
    /// <summary>Without a message of its own.</summary>
    public InvalidArgumentsException()
    {
    }

    /// <summary>With a message that names the field.</summary>
    public InvalidArgumentsException(string message)
        : base(message)
    {
    }

    /// <summary>With a message that names the field, and the cause.</summary>
    public InvalidArgumentsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    public override string Reason => "invalid-arguments";
}
