namespace Messaging.EndToEnd.Tests.Processes;

/// <summary>A RabbitMQ or Redis of a test's own, to be stopped and started at will. Its data outlives a stop.</summary>
internal sealed class LocalServer(string script) : IAsyncDisposable
{
    private readonly string _script = Path.Combine(Repository.Root, "infra", "local", script);
    private readonly string _directory = Directory.CreateTempSubdirectory("messaging-").FullName;

    public static LocalServer RabbitMq() => new("rabbitmq.sh");

    public static LocalServer Redis() => new("redis.sh");

    /// <summary>Its connection string, the same after every start.</summary>
    public async Task<string> Url() => (await ChildProcess.Run(_script, "url", _directory)).Trim();

    /// <summary>Asks RabbitMQ's own tool.</summary>
    public Task<string> Control(params string[] arguments) => ChildProcess.Run(_script, ["ctl", _directory, .. arguments]);

    public Task Start() => ChildProcess.Run(_script, "start", _directory);

    public Task Stop() => ChildProcess.Run(_script, "stop", _directory);

    /// <summary>Makes it hang: connections stay, answers do not come.</summary>
    public Task Freeze() => ChildProcess.Run(_script, "freeze", _directory);

    public Task Thaw() => ChildProcess.Run(_script, "thaw", _directory);

    public async ValueTask DisposeAsync()
    {
        await ChildProcess.Run(_script, "kill", _directory);
        Directory.Delete(_directory, recursive: true);
    }
}
