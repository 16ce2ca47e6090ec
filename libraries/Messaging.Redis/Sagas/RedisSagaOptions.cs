using System.Text.Json;
using StackExchange.Redis;

namespace Messaging.Redis.Sagas;

internal sealed record RedisSagaOptions(
    Type SagaType,
    string KeyPrefix,
    TimeSpan? Expiry,
    TimeSpan CommandTimeout,
    JsonSerializerOptions SerializerOptions,
    Func<IServiceProvider, Task<IConnectionMultiplexer>> Connect,
    Func<IConnectionMultiplexer, IDatabase> SelectDatabase)
{
    public RedisKey KeyOf(Guid sagaId) => $"{KeyPrefix}:{sagaId:N}";
}
