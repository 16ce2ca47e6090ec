using Messaging.Lifecycle.Storage;
using Messaging.Testing;
using Messaging.Testing.Storage;

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

    private static async Task Insert(RedisProcess process) =>
        (await process.Store.Commit([StoredRows.Insert(Guid.NewGuid())], CancellationToken.None)).ShouldHaveSingleItem().IsCommitted.ShouldBeTrue();

    private static async Task Lease(RedisProcess process) => await process.Store.Lease(TaskIndex.Due, DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1), 16, CancellationToken.None);
}
