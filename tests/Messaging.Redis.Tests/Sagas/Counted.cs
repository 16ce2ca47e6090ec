namespace Messaging.Redis.Tests.Sagas;

/// <summary>What the saga publishes about every event it has applied.</summary>
public sealed record Counted(Guid CorrelationId, string By, int Total);
