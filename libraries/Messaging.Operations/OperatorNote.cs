namespace Messaging.Operations;

/// <summary>Who asks for something, and why.</summary>
/// <param name="By">Who; <see langword="null"/> when it is not known.</param>
/// <param name="Reason">Why; <see langword="null"/> when it was not said.</param>
internal readonly record struct OperatorNote(string? By, string? Reason);
