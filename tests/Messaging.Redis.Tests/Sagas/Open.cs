namespace Messaging.Redis.Tests.Sagas;

public sealed record Open(Guid CorrelationId);
