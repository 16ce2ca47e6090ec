namespace Messaging.Redis.Tests.Sagas;

public sealed record Increment(Guid CorrelationId);
