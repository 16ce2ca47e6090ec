namespace Messaging.Redis.Tests.Sagas;

public sealed record Finish(Guid CorrelationId);
