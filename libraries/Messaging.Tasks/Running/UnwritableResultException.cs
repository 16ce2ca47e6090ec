namespace Messaging.Tasks.Running;

/// <summary>The handler has done its work and returned what cannot be kept.</summary>
internal sealed class UnwritableResultException(string message, Exception? innerException = null)
    : PermanentTaskException(message, innerException);
