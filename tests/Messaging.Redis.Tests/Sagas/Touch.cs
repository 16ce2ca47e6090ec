namespace Messaging.Redis.Tests.Sagas;

/// <summary>Changes nothing.</summary>
public sealed record Touch(Guid CorrelationId);
