using Messaging.Lifecycle.Storage;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;

namespace Messaging.Redis.Tests;

[Collection(RunAlone.Name)]
public sealed class ForgottenScriptTests
{
    [Fact]
    public async Task Scripts_that_the_server_forgot_are_sent_again_even_to_many_at_once()
    {
        await using var process = new RedisProcess();
        await Insert(process);
        await Lease(process);

        for (var round = 0; round < 20; round++)
        {
            await process.Execute("SCRIPT", "FLUSH");
            await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Insert(process)));
            await process.Execute("SCRIPT", "FLUSH");
            await Lease(process);
        }
    }

    [Fact]
    public async Task Scripts_that_are_forgotten_while_they_are_in_use_cost_nothing()
    {
        await using var process = new RedisProcess();
        await using var operatorAtWork = new RedisProcess();
        using var stop = new CancellationTokenSource();
        var inserted = 0;
        Task[] writers = [.. Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Insert(process);
                Interlocked.Increment(ref inserted);
            }
        }, CancellationToken.None))];

        for (var flushes = 0; flushes < 100; flushes++)
        {
            var before = Volatile.Read(ref inserted);
            await operatorAtWork.Execute("SCRIPT", "FLUSH");
            await Eventually.Is(() => Volatile.Read(ref inserted) >= before + 32 || writers.Any(writer => writer.IsFaulted));
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    [Fact]
    public async Task A_script_that_many_run_for_the_first_time_runs_for_all_of_them()
    {
        await using var operatorAtWork = new RedisProcess();
        await operatorAtWork.Execute("SCRIPT", "FLUSH");
        await using var process = new RedisProcess();

        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => Insert(process))));
    }

    private static async Task Insert(RedisProcess process) =>
        (await process.Store.Commit([StoredRows.Insert(Guid.NewGuid())], CancellationToken.None))
            .ShouldHaveSingleItem().IsCommitted.ShouldBeTrue();

    private static async Task Lease(RedisProcess process) =>
        await process.Store.Lease(TaskIndex.Due, DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1), 16, CancellationToken.None);
}
