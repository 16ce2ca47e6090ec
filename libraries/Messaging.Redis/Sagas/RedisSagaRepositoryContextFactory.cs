using System.Security.Cryptography;
using MassTransit;
using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Middleware.InMemoryOutbox;
using MassTransit.Saga;

namespace Messaging.Redis.Sagas;

/// <summary>Applies messages to sagas, and repeats in place what another writer overtook.</summary>
internal sealed class RedisSagaRepositoryContextFactory<TSaga>(
    RedisSagaStore<TSaga> store,
    ISagaConsumeContextFactory<RedisSagaStore<TSaga>, TSaga> contextFactory,
    TimeProvider timeProvider)
    : ISagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISagaVersion
{
    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        RefusedWrite? known = null;
        for (var retry = 1; ; retry++)
        {
            var start = timeProvider.GetTimestamp();
            known = await Attempt(context, next, known, isLast: retry > ConflictBackoff.Retries);
            if (known is null)
            {
                return;
            }

            LogContext.Debug?.Log(
                "Saga {SagaType} {SagaId} changed under a message; retry {Retry}", TypeCache<TSaga>.ShortName, known.SagaId, retry);
            var delay = ConflictBackoff.BeforeRetry(retry, timeProvider.GetElapsedTime(start));
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, timeProvider, context.CancellationToken);

                // In a crowd a row that has waited is out of date: to save from it would only be refused again.
                known = null;
            }
        }
    }

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class =>
        throw new NotImplementedByDesignException("The Redis saga repository finds sagas by their id only: correlate events by id.");

    public Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class =>
        asyncMethod(new RedisLoadSagaRepositoryContext<TSaga>(store, cancellationToken));

    public void Probe(ProbeContext context) => context.Add("persistence", "redis");

    /// <returns>Null where the message is applied, or what Redis holds where the save was refused.</returns>
    private async Task<RefusedWrite?> Attempt<T>(
        ConsumeContext<T> context,
        IPipe<SagaRepositoryContext<TSaga, T>> next,
        RefusedWrite? known,
        bool isLast)
        where T : class
    {
        // The outbox leaves its scheduler in the context it wraps: a scope of its own keeps attempts apart.
        var outbox = new InMemoryOutboxConsumeContext<T>(new ConsumeContextScope<T>(context));
        var attempt = new RedisSagaRepositoryContext<TSaga, T>(store, outbox, contextFactory, known);
        try
        {
            await next.Send(attempt);
        }
        catch (Exception) when (attempt.Refused is not null && !isLast)
        {
            await outbox.DiscardPendingActions();
            return attempt.Refused;
        }
        catch (Exception)
        {
            await outbox.DiscardPendingActions();
            throw;
        }

        await outbox.ExecutePendingActions(concurrentMessageDelivery: false);
        await outbox.ConsumeCompleted;
        return null;
    }
}

/// <summary>How long to wait before an attempt whose save was refused is repeated.</summary>
internal static class ConflictBackoff
{
    public const int Retries = 16;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The first retry runs at once, because the refusal brought the newest row with it. A second refusal means a crowd,
    /// and the only cure is to spread it: a delay drawn between zero and a limit that doubles with every retry. Its unit
    /// is the time an attempt takes, because that is how long an attempt can be overtaken: a busy process must wait longer.
    /// </summary>
    /// <param name="retry">1 for the first retry.</param>
    /// <param name="attempt">How long the refused attempt took.</param>
    public static TimeSpan BeforeRetry(int retry, TimeSpan attempt)
    {
        if (retry == 1)
        {
            return TimeSpan.Zero;
        }

        var unit = Math.Clamp(attempt.Ticks, Shortest.Ticks, Longest.Ticks);
        var limit = Math.Min(Longest.Ticks, unit << (retry - 1));
        return TimeSpan.FromTicks(RandomNumberGenerator.GetInt32((int)limit));
    }
}

/// <summary>Reads sagas outside of a message.</summary>
internal sealed class RedisLoadSagaRepositoryContext<TSaga>(RedisSagaStore<TSaga> store, CancellationToken cancellationToken)
    : BasePipeContext(cancellationToken), LoadSagaRepositoryContext<TSaga>
    where TSaga : class, ISagaVersion
{
    public async Task<TSaga> Load(Guid correlationId) =>
        await store.Read(correlationId, CancellationToken) is { } row ? store.Serializer.Read(row) : null!;
}
