using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Messaging.Lifecycle.Limits;
using Messaging.Redis.Scripts;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>Counts in Redis, one script per question, by the server's own time.</summary>
/// <param name="connection">The connection.</param>
/// <param name="clock">For tests: the time instead of the server's.</param>
internal sealed class RedisTaskLimits(RedisConnection connection, TimeProvider? clock = null) : ITaskLimits
{
    private const string Full = "full";

    private RedisValue Now => clock is null ? "" : clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<LimitAnswer> Acquire(LimitRequest request, CancellationToken cancellationToken)
    {
        var answer = (string)(await connection.Run(
            RedisScripts.Acquire,
            KeysOf(request.Limit),
            [
                Now,
                request.Holder,
                (long)request.Lease.TotalMilliseconds,
                request.MaxConcurrent is { } most ? most : "",
                request.RateCount is { } count ? count : "",
                (long)request.RatePeriod.TotalMilliseconds,
                (long)ITaskLimits.LongestWait.TotalMilliseconds,
            ],
            cancellationToken))!;
        return answer switch
        {
            "" => new LimitAnswer.Granted(),
            Full => new LimitAnswer.Full(),
            _ => new LimitAnswer.TooFast(TimeSpan.FromMilliseconds(long.Parse(answer, CultureInfo.InvariantCulture))),
        };
    }

    public async Task<bool> Renew(LimitRequest request, CancellationToken cancellationToken) =>
        (bool)await connection.Run(
            RedisScripts.Renew,
            KeysOf(request.Limit)[..1],
            [Now, request.Holder, (long)request.Lease.TotalMilliseconds],
            cancellationToken);

    public Task Release(string limit, string holder, CancellationToken cancellationToken) =>
        Release(KeysOf(limit)[0], (RedisValue)holder, cancellationToken);

    private Task<bool> Release(RedisKey held, RedisValue holder, CancellationToken cancellationToken) =>
        connection.Ask("ZREM", held, (database, flags) => database.SortedSetRemoveAsync(held, holder, flags), cancellationToken);

    private RedisKey[] KeysOf(string limit) =>
        connection.Keys.Limit(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(limit)).AsSpan(0, 16)));
}
