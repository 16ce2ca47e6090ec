using System.Diagnostics;
using System.Globalization;
using Messaging.TestSupport;

namespace Messaging.Redis.Tests.Cluster;

/// <summary>A Redis Cluster of three masters, to be taken apart and put together at will.</summary>
public sealed class RedisCluster : IAsyncLifetime
{
    public const int NodeCount = 3;

    private readonly LocalScript _script = new("redis-cluster.sh");

    /// <summary>The connection string: the addresses of all nodes.</summary>
    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Resume();
        Address = await _script.Run("url");
    }

    public async ValueTask DisposeAsync() => await _script.Discard();

    /// <summary>Starts the nodes that are down, with the data they had.</summary>
    internal Task Resume() => _script.Run("start");

    internal Task Kill(int node) => _script.Run("kill", $"{node}");

    /// <summary>Connections stay, answers do not come.</summary>
    internal Task Freeze(int node) => _script.Run("freeze", $"{node}");

    /// <summary>Undoes what a test that failed left behind, and lets nodes keep all that they acknowledge.</summary>
    internal async Task Mend()
    {
        await _script.Run("thaw");
        await Resume();
        for (var node = 0; node < NodeCount; node++)
        {
            // As it is set up, a node that is killed may lose what it has acknowledged within the latest second or two.
            await Execute(node, "CONFIG", "SET", "appendfsync", "always");
        }
    }

    internal Task Thaw(int node) => _script.Run("thaw", $"{node}");

    internal int PortOf(int node) => int.Parse(Address.Split(',')[node].Split(':')[1], CultureInfo.InvariantCulture);

    /// <summary>Which node owns the slot of a hash tag, by the word of the first one.</summary>
    internal async Task<int> OwnerOf(int tag)
    {
        var slot = int.Parse(await SlotOf(tag), CultureInfo.InvariantCulture);
        foreach (var line in (await Execute(0, "CLUSTER", "NODES")).Split('\n'))
        {
            var fields = line.Split(' ');
            if (fields.Skip(8)
                .Where(field => field[0] != '[')
                .Select(range => range.Split('-'))
                .Any(range => Number(range[0]) <= slot && slot <= Number(range[^1])))
            {
                return Number(fields[1].Split(':', '@')[1]) - PortOf(0);
            }
        }

        throw new InvalidOperationException($"Nobody owns slot {slot}.");
    }

    internal Task<string> SlotOf(int tag) => Execute(0, "CLUSTER", "KEYSLOT", $"{{{tag:x}}}");

    /// <summary>Asks one node, past the client library: what another node has is no answer.</summary>
    internal async Task<string> Execute(int node, params string[] command)
    {
        using var process = Process.Start(
            new ProcessStartInfo("redis-cli", ["-e", "-p", $"{PortOf(node)}", .. command])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', command)}: {output}{await error}");
    }

    /// <summary>All keys that one node holds.</summary>
    internal async Task<string[]> Keys(int node, string prefix) =>
        (await Execute(node, "KEYS", $"{prefix}:*")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
