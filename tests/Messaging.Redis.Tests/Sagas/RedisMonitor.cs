using System.Net.Sockets;
using Messaging.TestSupport;
using StackExchange.Redis;

namespace Messaging.Redis.Tests.Sagas;

/// <summary>Writes down the commands that clients send about one key, as the server sees them.</summary>
internal sealed class RedisMonitor : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;

    private RedisMonitor(TcpClient client)
    {
        _client = client;
        _reader = new StreamReader(client.GetStream());
    }

    public static async Task<RedisMonitor> Start()
    {
        var client = new TcpClient();
        var endPoint = (System.Net.IPEndPoint)ConfigurationOptions.Parse(TestServers.Redis).EndPoints[0];
        await client.ConnectAsync(endPoint);
        await client.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray());
        var monitor = new RedisMonitor(client);
        (await monitor._reader.ReadLineAsync()).ShouldBe("+OK");
        return monitor;
    }

    /// <summary>The names of the commands until now. What a script does inside the server is not counted.</summary>
    public async Task<IReadOnlyList<string>> CommandsAbout(string key, RedisRows rows)
    {
        var end = Guid.NewGuid().ToString();
        await rows.Execute("ECHO", end);
        var commands = new List<string>();
        while (await _reader.ReadLineAsync() is { } line && !line.Contains(end, StringComparison.Ordinal))
        {
            if (line.Contains(key, StringComparison.Ordinal) && !line.Contains(" lua]", StringComparison.Ordinal))
            {
                commands.Add(line.Split('"')[1]);
            }
        }

        return commands;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }
}
