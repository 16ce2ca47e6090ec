using Messaging.Lifecycle.Processes;
using Messaging.TestSupport.Processes;

namespace Messaging.Redis.Tests;

public sealed class RedisProcessDirectoryTests : ProcessDirectoryContract, IAsyncLifetime
{
    private readonly List<RedisProcess> _processes = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }

    [Fact]
    public async Task By_the_servers_own_time_a_process_lives_too_and_the_keys_die_after_it()
    {
        var process = new RedisProcess();
        _processes.Add(process);
        var directory = process.ProcessesBy(null);

        await directory.Announce(new ProcessAnnouncement("a", ["producer"], null, []), CancellationToken.None);

        (await directory.Living(CancellationToken.None)).ShouldHaveSingleItem();
        foreach (var key in new[] { process.Keys.Processes, process.Keys.ProcessesUntil })
        {
            ((long)await process.Execute("PTTL", key))
                .ShouldBeInRange(1, (long)(IProcessDirectory.Life + TimeSpan.FromMinutes(1)).TotalMilliseconds);
        }
    }

    protected override IReadOnlyList<IProcessDirectory> CreateDirectories()
    {
        var prefix = $"test-{Guid.NewGuid():N}";
        _processes.Add(new RedisProcess(keyPrefix: prefix));
        _processes.Add(new RedisProcess(keyPrefix: prefix));
        return [.. _processes.Select(process => process.ProcessesBy(Clock))];
    }
}
