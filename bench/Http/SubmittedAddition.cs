namespace Messaging.Bench.Http;

/// <summary>An addition that was accepted, and the id it was given.</summary>
internal readonly record struct SubmittedAddition(Guid Id, Addition Addition);
