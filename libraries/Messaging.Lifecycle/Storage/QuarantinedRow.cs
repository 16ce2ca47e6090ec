namespace Messaging.Lifecycle.Storage;

/// <summary>
/// What was found where a row should be, and cannot be read. It stays where it is, and what holds rows to be acted on holds it no longer.
/// </summary>
/// <param name="Id">The task's id.</param>
/// <param name="Reason">What is wrong with it, 512 characters at most.</param>
/// <param name="FoundAt">When that was found.</param>
public sealed record QuarantinedRow(Guid Id, string Reason, DateTimeOffset FoundAt);
