namespace Messaging.Redis.Tests.Sagas;

/// <summary>Cannot be the first event of a saga.</summary>
public sealed record Triple(Guid CorrelationId);
