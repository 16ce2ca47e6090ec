using System.Net;
using System.Net.Sockets;
using Messaging.TestSupport;
using StackExchange.Redis;

namespace Messaging.Redis.Tests.Sagas;

/// <summary>Stands between a client and Redis, and can stop passing on what Redis answers while the connection stays open.</summary>
internal sealed class StallingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private volatile TaskCompletionSource _flowing = Flowing();

    public StallingProxy()
    {
        _listener.Start();
        _ = Accept();
    }

    public string Configuration => $"{_listener.LocalEndpoint}";

    public void Stall() => _flowing = new TaskCompletionSource();

    public void Resume() => _flowing.SetResult();

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private static TaskCompletionSource Flowing()
    {
        var flowing = new TaskCompletionSource();
        flowing.SetResult();
        return flowing;
    }

    private async Task Accept()
    {
        var redis = (IPEndPoint)ConfigurationOptions.Parse(TestServers.Redis).EndPoints[0];
        var token = _end.Token;
        while (!token.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(token);
            var server = new TcpClient();
            await server.ConnectAsync(redis, token);
            _ = client.GetStream().CopyToAsync(server.GetStream(), token);
            _ = PassAnswers(server, client, token);
        }
    }

    private async Task PassAnswers(TcpClient server, TcpClient client, CancellationToken token)
    {
        using var _ = server;
        using var __ = client;
        var buffer = new byte[4096];
        while (await server.GetStream().ReadAsync(buffer, token) is > 0 and var length)
        {
            await _flowing.Task.WaitAsync(token);
            await client.GetStream().WriteAsync(buffer.AsMemory(0, length), token);
        }
    }
}
