using System.Diagnostics;

namespace Messaging.Redis.Tests;

/// <summary>A Redis of a test's own, to be stopped, frozen and reconfigured at will.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly string Script = FindScript();

    private readonly string _directory = Directory.CreateTempSubdirectory("messaging-redis-").FullName;

    private RedisServer()
    {
    }

    public string Address { get; private set; } = "";

    public static async Task<RedisServer> Start()
    {
        var server = new RedisServer();
        await server.Resume();
        server.Address = await server.Run("url");
        return server;
    }

    /// <summary>After <see cref="Stop"/>: the same data at the same address.</summary>
    public Task Resume() => Run("start");

    public Task Stop() => Run("stop");

    /// <summary>Connections stay, answers do not come.</summary>
    public Task Freeze() => Run("freeze");

    public Task Thaw() => Run("thaw");

    public async ValueTask DisposeAsync()
    {
        await Run("kill");
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<string> Run(string verb)
    {
        // Only its exit is awaited: the server it starts inherits the outputs and would hold them open.
        var output = Path.Combine(_directory, $"{verb}.out");
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", "\"$0\" \"$1\" \"$2\" > \"$3\" 2>&1", Script, verb, _directory, output]) { UseShellExecute = false })!;
        await process.WaitForExitAsync();
        var text = (await File.ReadAllTextAsync(output)).Trim();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{Script} {verb} ended with {process.ExitCode}: {text}");
    }

    private static string FindScript()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Messaging.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException($"No Messaging.sln above {AppContext.BaseDirectory}.");
        }

        return Path.Combine(directory.FullName, "infra", "local", "redis.sh");
    }
}
