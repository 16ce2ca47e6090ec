using System.Collections.Concurrent;
using System.Diagnostics;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;

namespace Messaging.Redis.Tests;

public sealed class RedisOutageTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);

    /// <summary>Where some questions are to be answered: long enough for a machine that has other things to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Far more than the timeout, for slow machines; without it a question that is not answered would not end at all.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static readonly string[] All = ["load", "header", "commit", "lease", "ping", "list types", "register types"];

    public static TheoryData<string> Questions => [.. All];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Where_nobody_listens_every_question_finds_the_store_unavailable_soon(string question)
    {
        await using var process = new RedisProcess($"127.0.0.1:{FreePort.Next()}", timeout: Timeout);

        await ShouldBeUnavailable(process, question);
        await ShouldBeUnavailable(process, question);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_host_that_has_no_address_is_an_unavailable_store(string question)
    {
        await using var process = new RedisProcess("redis.invalid:6379", timeout: Timeout);

        await ShouldBeUnavailable(process, question);
        await ShouldBeUnavailable(process, question);
    }

    [Fact]
    public async Task A_process_that_came_up_before_its_store_uses_it_once_it_is_there()
    {
        await using var server = await RedisServer.Start();
        await server.Stop();
        await using var process = new RedisProcess(server.Address, timeout: Timeout);
        await ShouldBeUnavailable(process, "commit");
        var told = new ConcurrentQueue<Guid>();
        var subscribing = Subscribed(process, told);

        await server.Resume();

        await Works(process);
        await using var subscription = await subscribing;
        await IsTold(process, told);
    }

    [Fact]
    public async Task A_server_that_hangs_is_unavailable_soon_and_used_again_when_it_goes_on()
    {
        await using var server = await RedisServer.Start();
        await using var process = new RedisProcess(server.Address, timeout: Timeout);
        await Works(process);

        await server.Freeze();
        foreach (var question in All)
        {
            await ShouldBeUnavailable(process, question);
        }

        await server.Thaw();
        await Works(process);
    }

    [Fact]
    public async Task Who_puts_many_questions_to_a_server_that_hangs_waits_once()
    {
        await using var server = await RedisServer.Start();
        await using var process = new RedisProcess(server.Address, timeout: TimeSpan.FromSeconds(2));
        await Works(process);
        await server.Freeze();
        await ShouldBeUnavailable(process, "load");

        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 100; i++)
        {
            await ShouldBeUnavailable(process, All[i % All.Length] is "ping" ? "lease" : All[i % All.Length]);
        }

        watch.Elapsed.ShouldBeLessThan(Soon);
        await server.Thaw();
        await Works(process);
    }

    [Fact]
    public async Task A_server_that_went_away_is_unavailable_soon_and_rows_and_notices_are_there_again_with_it()
    {
        await using var server = await RedisServer.Start();
        await using var process = new RedisProcess(server.Address, timeout: Patience);
        var told = new ConcurrentQueue<Guid>();
        await Works(process);
        var insert = StoredRows.Insert(Guid.NewGuid());
        await process.Store.Commit([insert], CancellationToken.None);
        await using var subscription = await process.Store.OnEnd(told.Enqueue);

        await server.Stop();
        await ShouldBeUnavailable(process, "load");
        await ShouldBeUnavailable(process, "commit");

        await server.Resume();
        await Works(process);
        (await process.Store.Load([insert.Id], CancellationToken.None)).ShouldBe([insert.Value]);
        await IsTold(process, told);
    }

    [Fact]
    public async Task A_server_that_is_full_or_a_replica_is_unavailable_for_writing()
    {
        await using var server = await RedisServer.Start();
        await using var process = new RedisProcess(server.Address, timeout: Patience);
        await Works(process);

        await process.Execute("CONFIG", "SET", "maxmemory", "1");
        await ShouldRefuse(process);
        await process.Execute("CONFIG", "SET", "maxmemory", "0");
        await Works(process);

        await process.Execute("REPLICAOF", "127.0.0.1", "1");
        await ShouldRefuse(process);
        await process.Execute("CONFIG", "SET", "replica-serve-stale-data", "no");
        await Should.ThrowAsync<TaskStoreUnavailableException>(() => process.Store.Load([Guid.NewGuid()], CancellationToken.None));
    }

    [Fact]
    public async Task Who_stops_waiting_is_told_so_and_not_that_the_store_is_away()
    {
        await using var process = new RedisProcess();
        await Works(process);
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => process.Store.Load([Guid.NewGuid()], cancellation.Token));
    }

    [Fact]
    public async Task A_process_can_end_while_its_store_hangs()
    {
        await using var server = await RedisServer.Start();
        var process = new RedisProcess(server.Address, timeout: Timeout);
        await Works(process);
        await server.Freeze();

        await process.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        await server.Thaw();
    }

    private static async Task ShouldRefuse(RedisProcess process) =>
        await Should.ThrowAsync<TaskStoreUnavailableException>(
            () => process.Store.Commit([StoredRows.Insert(Guid.NewGuid())], CancellationToken.None));

    private static async Task ShouldBeUnavailable(RedisProcess process, string question)
    {
        var watch = Stopwatch.StartNew();
        await Should.ThrowAsync<TaskStoreUnavailableException>(() => Ask(process, question));
        watch.Elapsed.ShouldBeLessThan(Soon, question);
    }

    private static Task Ask(RedisProcess process, string question)
    {
        var token = CancellationToken.None;
        return question switch
        {
            "load" => process.Store.Load([Guid.NewGuid(), Guid.NewGuid()], token),
            "header" => process.Store.ReadHeader(Guid.NewGuid(), token),
            "commit" => process.Store.Commit([StoredRows.Insert(Guid.NewGuid())], token),
            "lease" => process.Store.Lease(TaskIndex.Due, DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1), 16, token),
            "ping" => process.Store.Ping(token),
            "list types" => process.Catalog.List(token),
            _ => process.Catalog.Register([new Contracts.TaskType { Name = "math.add" }], token),
        };
    }

    /// <summary>Whether it reads and writes, at the latest when it has connected again.</summary>
    private static Task Works(RedisProcess process) => Eventually.Is(async () =>
    {
        try
        {
            await Ask(process, "lease");
            return (await process.Store.Commit([StoredRows.Insert(Guid.NewGuid())], CancellationToken.None))
                .All(result => result.IsCommitted);
        }
        catch (TaskStoreUnavailableException)
        {
            return false;
        }
    });

    /// <summary>Whether notices arrive: the subscription may be renewed later than the first command is answered.</summary>
    private static Task IsTold(RedisProcess process, ConcurrentQueue<Guid> told) => Eventually.Is(async () =>
    {
        await process.Store.Commit([StoredRows.Insert(Guid.NewGuid(), isEnd: true)], CancellationToken.None);
        return !told.IsEmpty;
    }, RedisProcess.Resubscription);

    /// <summary>
    /// Asks again while the store is away, as StatusQuery does: whether it refuses or keeps the question depends on the moment.
    /// </summary>
    private static async Task<IAsyncDisposable> Subscribed(RedisProcess process, ConcurrentQueue<Guid> told) =>
        (await Eventually.Get(() => TrySubscribe(process, told), subscription => subscription is not null))!;

    private static async Task<IAsyncDisposable?> TrySubscribe(RedisProcess process, ConcurrentQueue<Guid> told)
    {
        try
        {
            return await process.Store.OnEnd(told.Enqueue);
        }
        catch (TaskStoreUnavailableException)
        {
            return null;
        }
    }
}
