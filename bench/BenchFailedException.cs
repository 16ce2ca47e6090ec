namespace Messaging.Bench;

/// <summary>
/// A measurement that has no figure: something was wrong, missing or unreachable. The message is for the person who runs it.
/// </summary>
internal sealed class BenchFailedException(string message) : Exception(message);
