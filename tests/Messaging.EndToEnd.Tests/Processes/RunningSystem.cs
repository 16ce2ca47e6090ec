using Messaging.TestSupport;
using RabbitMQ.Client;

namespace Messaging.EndToEnd.Tests.Processes;

/// <summary>Three processes on the servers that the environment names, for tests that stop neither.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("messaging-data-").FullName;
    private TaskSystem? _system;
    private TargetServer? _target;

    /// <summary>What <c>etl.import-csv</c> may read and write.</summary>
    public string DataDirectory => _data;

    internal TaskSystem System => _system!;

    /// <summary>What <c>http.request</c> may call.</summary>
    internal TargetServer Target => _target!;

    public async ValueTask InitializeAsync()
    {
        _target = await TargetServer.Start();
        _system = await TaskSystem.Start(TestServers.RabbitMq, TestServers.Redis, new Dictionary<string, string>
        {
            ["Tasks__ImportCsv__DataDirectory"] = _data,
            ["Tasks__Http__AllowPrivateNetworks"] = "true",
            ["Worker__Concurrency"] = "16",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await (_system?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_target?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Commands that wait in the default queue.</summary>
    internal static async Task<uint> WaitingCommands()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync("tasks.default")).MessageCount;
    }
}
