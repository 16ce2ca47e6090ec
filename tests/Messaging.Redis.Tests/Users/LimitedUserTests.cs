using System.Collections.Concurrent;
using MassTransit;
using Messaging.Contracts;
using Messaging.Lifecycle.Storage;
using Messaging.Redis.Tests.Sagas;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;
using StackExchange.Redis;

namespace Messaging.Redis.Tests.Users;

public sealed class LimitedUserTests(LimitedUser user) : IClassFixture<LimitedUser>
{
    [Theory]
    [InlineData("INFO")]
    [InlineData("CONFIG", "GET", "*")]
    [InlineData("FLUSHALL")]
    [InlineData("KEYS", "*")]
    [InlineData("SET", "another", "1")]
    [InlineData("PUBLISH", "another", "1")]
    public async Task What_is_not_for_the_user_is_refused(string command, params string[] arguments)
    {
        await using var process = Start();

        var refusal = await Should.ThrowAsync<TaskStoreUnavailableException>(() => process.Execute(command, [.. arguments]));
        refusal.InnerException.ShouldBeOfType<RedisServerException>().Message.ShouldStartWith("NOPERM");
    }

    [Fact]
    public async Task What_a_server_refuses_for_want_of_rights_is_a_store_that_is_away_and_no_fault_of_the_task()
    {
        await using var process = new RedisProcess(user.Address, "elsewhere");

        await Should.ThrowAsync<TaskStoreUnavailableException>(process.Store.LoadEach([Guid.NewGuid()], CancellationToken.None));
        await Should.ThrowAsync<TaskStoreUnavailableException>(
            process.Store.Commit([StoredRows.Insert(Guid.NewGuid())], CancellationToken.None));
    }

    [Fact]
    public async Task What_a_script_may_not_do_is_no_fault_of_the_task_either()
    {
        await using var operatorAtWork = new RedisProcess(user.Server.Address);
        await operatorAtWork.Execute("ACL", "SETUSER", "reader", "on", ">secret", "~*", "&*", "+@all", "-@write");
        await using var process = new RedisProcess($"{user.Server.Address},user=reader,password=secret");

        var refusal = await Should.ThrowAsync<TaskStoreUnavailableException>(
            process.Store.Commit([StoredRows.Insert(Guid.NewGuid())], CancellationToken.None));
        // Each release of Redis has its own words.
        refusal.GetBaseException().ShouldBeOfType<RedisServerException>().Message.ShouldMatch("^ERR .*script");
    }

    [Fact]
    public async Task Without_the_replicas_that_it_wants_a_server_is_a_store_that_is_away_until_it_has_them()
    {
        await using var process = new RedisProcess(user.Server.Address);
        var row = StoredRows.Insert(Guid.NewGuid());
        await process.Execute("CONFIG", "SET", "min-replicas-to-write", "1");
        try
        {
            var refusal = await Should.ThrowAsync<TaskStoreUnavailableException>(process.Store.Commit([row], CancellationToken.None));
            refusal.ToString().ShouldContain("NOREPLICAS");
        }
        finally
        {
            await process.Execute("CONFIG", "SET", "min-replicas-to-write", "0");
        }

        (await process.Store.Commit([row], CancellationToken.None)).ShouldBe([CommitResult.Committed]);
    }

    [Fact]
    public async Task While_a_script_of_somebody_else_keeps_the_server_busy_the_store_is_away()
    {
        await using var process = new RedisProcess(user.Server.Address, LimitedUser.Prefix());
        await using var other = new RedisProcess(user.Server.Address);
        await using var operatorsOwn = new RedisProcess(user.Server.Address);
        await process.Store.Ping(CancellationToken.None);
        await operatorsOwn.Execute("CONFIG", "SET", "busy-reply-threshold", "1");
        var script = other.Execute("EVAL", "while true do end", 0);

        await Eventually.Is(async () =>
        {
            try
            {
                await process.Store.LoadEach([Guid.NewGuid()], CancellationToken.None);
                return false;
            }
            catch (TaskStoreUnavailableException exception)
            {
                return exception.ToString().Contains("BUSY", StringComparison.Ordinal);
            }
        });
        await operatorsOwn.Execute("SCRIPT", "KILL");

        await Should.ThrowAsync<TaskStoreUnavailableException>(script);
        (await process.Store.LoadEach([Guid.NewGuid()], CancellationToken.None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Rows_are_written_and_notices_told_again_when_connections_were_cut_and_when_the_server_was_started_anew()
    {
        await using var process = Start();
        await using var operatorAtWork = new RedisProcess(user.Server.Address);
        var told = new ConcurrentQueue<Guid>();
        await using var subscription = await process.Store.OnEnd(told.Enqueue);
        await IsTold(process, told);

        (await Cut(operatorAtWork)).ShouldBeGreaterThan(0);
        await IsTold(process, told);

        var row = StoredRows.Insert(Guid.NewGuid());
        (await process.Store.Commit([row], CancellationToken.None)).ShouldAllBe(result => result.IsCommitted);
        await user.Server.Stop();
        await user.Server.Resume();
        await IsTold(process, told);
        (await process.Store.Load([row.Id], CancellationToken.None)).ShouldBe([row.Value]);
    }

    [Fact]
    public async Task The_client_itself_touches_no_key_and_no_channel_beyond_the_prefix()
    {
        await using var operatorAtWork = new RedisProcess(user.Server.Address);
        await operatorAtWork.Execute("ACL", "LOG", "RESET");
        await using var process = Start();
        var told = new ConcurrentQueue<Guid>();
        await using var subscription = await process.Store.OnEnd(told.Enqueue);
        await IsTold(process, told);
        await process.Catalog.Register([new TaskType { Name = "math.add" }], CancellationToken.None);

        var refused = ((RedisResult[]?)await operatorAtWork.Execute("ACL", "LOG")).ShouldNotBeNull();

        refused.Select(entry => (string?)entry.ToDictionary()["reason"]).ShouldAllBe(reason => reason == "command");
    }

    [Fact]
    public async Task Sagas_are_kept_by_the_same_user()
    {
        var prefix = LimitedUser.Prefix();
        await using var bus = await CounterBus.StartWith(prefix, configure => configure
            .AddSagaStateMachine<CounterStateMachine, CounterSaga>()
            .RedisRepository(user.Address, repository => repository.KeyPrefix = prefix));

        await bus.Apply(new Increment(bus.Id));
        await bus.Apply(new Increment(bus.Id));

        (await bus.Sagas.Load(bus.Id)).Total.ShouldBe(2);
    }

    private RedisProcess Start() => new(user.Address, LimitedUser.Prefix(), TimeSpan.FromSeconds(10));

    private static async Task<int> Cut(RedisProcess process) => (int)await process.Execute("CLIENT", "KILL", "USER", LimitedUser.Name);

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
                // The connection has not been made anew.
            }

            return !told.IsEmpty;
        }, RedisProcess.Resubscription);
    }
}
