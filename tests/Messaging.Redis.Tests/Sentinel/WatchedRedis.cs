using System.Diagnostics;
using System.Globalization;
using Messaging.TestSupport;

namespace Messaging.Redis.Tests.Sentinel;

/// <summary>A master and a replica of a test's own, watched by three sentinels.</summary>
internal sealed class WatchedRedis : IAsyncDisposable
{
    private readonly LocalScript _script = new("redis-sentinel.sh");

    private WatchedRedis()
    {
    }

    /// <summary>The connection string: the addresses of the sentinels.</summary>
    public string Address { get; private set; } = "";

    public static async Task<WatchedRedis> Start()
    {
        var redis = new WatchedRedis();
        await redis.Resume();
        redis.Address = await redis._script.Run("url");
        return redis;
    }

    /// <summary>Starts what is down, with the data it had; returns when the replica is in step.</summary>
    public Task Resume() => _script.Run("start");

    /// <summary>Which server the sentinels call the master.</summary>
    public Task<string> Master() => _script.Run("master");

    public Task Kill(string name) => _script.Run("kill", name);

    /// <summary>Connections stay, answers do not come.</summary>
    public Task Freeze(string name) => _script.Run("freeze", name);

    public Task Thaw(string name) => _script.Run("thaw", name);

    /// <summary>Whether a server says that it follows another.</summary>
    public async Task<bool> IsReplica(string name) => (await Ask(name, "ROLE")).StartsWith("slave", StringComparison.Ordinal);

    /// <summary>Sends a command to processes, past those who watch and those who are watched.</summary>
    public Task ToEach(string[] names, params string[] command) => Task.WhenAll(names.Select(name => Ask(name, command)));

    public async ValueTask DisposeAsync() => await _script.Discard();

    private async Task<string> Ask(string name, params string[] command)
    {
        var (kind, number) = (name.Split('-')[0], name.Split('-')[1]);
        var first = await File.ReadAllTextAsync(Path.Combine(_script.Home, $"{kind}-port"));
        var port = int.Parse(first, CultureInfo.InvariantCulture) + int.Parse(number, CultureInfo.InvariantCulture);
        using var process = Process.Start(
            new ProcessStartInfo("redis-cli", ["-e", "-p", $"{port}", .. command]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("redis-cli did not start.");
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? answer : throw new InvalidOperationException($"{name} refused {command[0]}: {answer}");
    }
}
