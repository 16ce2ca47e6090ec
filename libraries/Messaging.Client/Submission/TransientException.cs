namespace Messaging.Client.Submission;

/// <summary>Something that may well work a moment later.</summary>
internal sealed class TransientException(string message, Exception? innerException = null) : Exception(message, innerException);
