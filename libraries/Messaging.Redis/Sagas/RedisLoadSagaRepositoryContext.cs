using MassTransit;
using MassTransit.Middleware;
using MassTransit.Saga;

namespace Messaging.Redis.Sagas;

/// <summary>Reads sagas outside of a message.</summary>
internal sealed class RedisLoadSagaRepositoryContext<TSaga>(RedisSagaStore<TSaga> store, CancellationToken cancellationToken)
    : BasePipeContext(cancellationToken), LoadSagaRepositoryContext<TSaga>
    where TSaga : class, ISagaVersion
{
    public async Task<TSaga> Load(Guid correlationId) =>
        await store.Read(correlationId, CancellationToken) is { } row ? store.Serializer.Read(row) : null!;
}
