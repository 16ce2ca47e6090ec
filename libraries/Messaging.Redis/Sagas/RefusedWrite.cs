namespace Messaging.Redis.Sagas;

/// <summary>A write that found another row than it expected: the newer row, or null where the row has vanished.</summary>
internal sealed record RefusedWrite(Guid SagaId, RedisSagaRow? Current);
