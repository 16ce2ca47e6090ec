using System.Collections.Concurrent;
using MassTransit;
using Messaging.Lifecycle.Storage;
using Messaging.Redis.Tests.Sagas;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;
using StackExchange.Redis;

namespace Messaging.Redis.Tests.Sentinel;

public sealed class SentinelTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task When_the_master_dies_while_rows_are_written_writing_goes_on_at_its_successor()
    {
        await using var redis = await WatchedRedis.Start();
        await using var process = new RedisProcess(redis.Address, timeout: Timeout);
        await UntilWritten(process);
        var before = await Insert(process);
        await UntilReplicated(process);
        using var stop = new CancellationTokenSource();
        var written = new ConcurrentQueue<Guid>();
        var writing = Task.Run(() => WriteUntil(process, written, stop.Token), CancellationToken.None);
        await Eventually.Is(() => written.Count > 100);

        await redis.Kill("redis-0");
        await Eventually.Is(async () => await redis.Master() == "redis-1");
        await UntilWritten(process);
        written.Clear();
        await Eventually.Is(() => written.Count > 100);
        await stop.CancelAsync();
        await writing;

        (await process.Store.Load([before, .. written], CancellationToken.None)).ShouldAllBe(row => row != null);
    }

    [Fact]
    public async Task A_master_that_hangs_is_left_and_when_it_goes_on_nothing_is_written_to_it()
    {
        await using var redis = await WatchedRedis.Start();
        await using var process = new RedisProcess(redis.Address, timeout: Timeout);
        await UntilWritten(process);

        await redis.Freeze("redis-0");
        await Eventually.Is(async () => await redis.Master() == "redis-1");
        await UntilWritten(process);
        using var stop = new CancellationTokenSource();
        var written = new ConcurrentQueue<Guid>();
        var writing = Task.Run(() => WriteUntil(process, written, stop.Token), CancellationToken.None);
        await redis.Thaw("redis-0");
        await redis.Resume();
        await Eventually.Is(async () => await redis.IsReplica("redis-0"));
        await stop.CancelAsync();
        await writing;

        await using var later = new RedisProcess(redis.Address, process.KeyPrefix, Timeout);
        await UntilWritten(later);
        written.Count.ShouldBeGreaterThan(100);
        (await later.Store.Load([.. written], CancellationToken.None)).ShouldAllBe(value => value != null);
        (await redis.Master()).ShouldBe("redis-1");
    }

    [Fact]
    public async Task Subscriptions_go_along_there_and_back()
    {
        await using var redis = await WatchedRedis.Start();
        await using var process = new RedisProcess(redis.Address, timeout: Timeout);
        var told = new ConcurrentQueue<Guid>();
        await UntilWritten(process);
        await using var subscription = await process.Store.OnEnd(told.Enqueue);
        await IsTold(process, told);

        await redis.Kill("redis-0");
        await Eventually.Is(async () => await redis.Master() == "redis-1");
        await IsTold(process, told);

        await redis.Resume();
        await UntilWritten(process);
        await UntilReplicated(process);
        await redis.Kill("redis-1");
        await Eventually.Is(async () => await redis.Master() == "redis-0");
        await IsTold(process, told);
    }

    [Fact]
    public async Task Without_its_sentinels_the_master_goes_on_serving_and_who_starts_then_waits_for_them()
    {
        await using var redis = await WatchedRedis.Start();
        await using var process = new RedisProcess(redis.Address, timeout: Timeout);
        await UntilWritten(process);
        var row = await Insert(process);

        await redis.Kill("sentinel-0");
        await using (var withTwo = new RedisProcess(redis.Address, process.KeyPrefix, Timeout))
        {
            await UntilWritten(withTwo);
            (await withTwo.Store.Load([row], CancellationToken.None)).ShouldAllBe(value => value != null);
        }

        await redis.Kill("sentinel-1");
        await redis.Kill("sentinel-2");
        await Insert(process);
        await using var newcomer = new RedisProcess(redis.Address, process.KeyPrefix, Timeout);
        await Should.ThrowAsync<TaskStoreUnavailableException>(() => newcomer.Store.Ping(CancellationToken.None));

        await redis.Resume();
        await UntilWritten(newcomer);
        (await newcomer.Store.Load([row], CancellationToken.None)).ShouldAllBe(value => value != null);
    }

    [Fact]
    public async Task A_name_that_the_sentinels_do_not_know_is_an_unavailable_store()
    {
        await using var redis = await WatchedRedis.Start();
        await using var process = new RedisProcess(
            redis.Address.Replace("mymaster", "another", StringComparison.Ordinal), timeout: Timeout);

        await Should.ThrowAsync<TaskStoreUnavailableException>(() => process.Store.Ping(CancellationToken.None));
    }

    [Fact]
    public async Task Sentinels_with_a_user_of_their_own_lead_to_servers_with_another()
    {
        await using var redis = await WatchedRedis.Start();
        await redis.ToEach(["redis-0", "redis-1"], "ACL", "SETUSER", "ann", "on", ">secret", "~*", "&*", "+@all", "-@dangerous", "-@admin");
        string[] sentinels = ["sentinel-0", "sentinel-1", "sentinel-2"];
        await redis.ToEach(
            sentinels,
            "ACL",
            "SETUSER",
            "watcher",
            "on",
            ">another",
            "&*",
            "+ping",
            "+auth",
            "+hello",
            "+info",
            "+subscribe",
            "+sentinel|masters",
            "+sentinel|master");
        await redis.ToEach(sentinels, "ACL", "SETUSER", "default", "resetpass", ">third");
        var address = $"{redis.Address},user=ann,password=secret,sentinelUser=watcher";

        await using var process = new RedisProcess(address, timeout: Timeout, configure: options => options.SentinelPassword = "another");
        await UntilWritten(process);

        await using var without = new RedisProcess(address, timeout: Timeout);
        await Should.ThrowAsync<TaskStoreUnavailableException>(() => without.Store.Ping(CancellationToken.None));
    }

    [Fact]
    public async Task Sagas_follow_to_the_successor_of_a_master_that_died()
    {
        await using var redis = await WatchedRedis.Start();
        var prefix = $"test:{Guid.NewGuid():N}";
        await using var bus = await CounterBus.StartWith(prefix, configure => configure
            .AddSagaStateMachine<CounterStateMachine, CounterSaga>()
            .RedisRepository(redis.Address, repository => repository.KeyPrefix = prefix));
        await bus.Apply(new Increment(bus.Id));
        await using var process = new RedisProcess(redis.Address, timeout: Timeout);
        await UntilReplicated(process);

        await redis.Kill("redis-0");
        await Eventually.Is(async () => await redis.Master() == "redis-1");
        await UntilWritten(process);
        await Eventually.Is(async () =>
        {
            try
            {
                await bus.Publish(new Increment(bus.Id));
                return (await bus.Sagas.Load(bus.Id)).Total > 1;
            }
            catch (RedisConnectionException)
            {
                // The failover is not over.
                return false;
            }
        });
    }

    private static async Task WriteUntil(RedisProcess process, ConcurrentQueue<Guid> written, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                written.Enqueue(await Insert(process));
            }
            catch (TaskStoreUnavailableException)
            {
                // What services do: tell the caller, or try again.
            }
        }
    }

    private static async Task<Guid> Insert(RedisProcess process)
    {
        var row = StoredRows.Insert(Guid.NewGuid());
        (await process.Store.Commit([row], CancellationToken.None)).ShouldAllBe(result => result.IsCommitted);
        return row.Id;
    }

    private static Task UntilWritten(RedisProcess process) => Eventually.Is(async () =>
    {
        try
        {
            await Insert(process);
            return true;
        }
        catch (TaskStoreUnavailableException)
        {
            return false;
        }
    });

    /// <summary>Until the replica has all that was written so far: what it has not is lost with the master.</summary>
    private static Task UntilReplicated(RedisProcess process) => Eventually.Is(async () =>
    {
        try
        {
            return (int)await process.Execute("WAIT", 1, 500) == 1;
        }
        catch (TaskStoreUnavailableException)
        {
            return false;
        }
    });

    private static async Task IsTold(RedisProcess process, ConcurrentQueue<Guid> told)
    {
        told.Clear();
        await Eventually.Is(async () =>
        {
            try
            {
                await process.Store.Commit([StoredRows.Insert(Guid.NewGuid(), isEnd: true)], CancellationToken.None);
            }
            catch (TaskStoreUnavailableException)
            {
                // The failover is not over.
            }

            return !told.IsEmpty;
        }, RedisProcess.Resubscription);
    }
}
