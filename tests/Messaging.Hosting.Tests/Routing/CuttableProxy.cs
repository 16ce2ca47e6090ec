using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Messaging.TestSupport;

namespace Messaging.Hosting.Tests.Routing;

/// <summary>Stands between a client and the broker and can cut their connections.</summary>
internal sealed class CuttableProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _ends = [];

    public CuttableProxy()
    {
        _listener.Start();
        _ = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Cut()
    {
        while (_ends.TryTake(out var end))
        {
            end.Dispose();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task Accept()
    {
        var broker = new Uri(TestServers.RabbitMq);
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync();
            var server = new TcpClient();
            await server.ConnectAsync(broker.Host, broker.Port);
            _ends.Add(client);
            _ends.Add(server);
            _ = client.GetStream().CopyToAsync(server.GetStream());
            _ = server.GetStream().CopyToAsync(client.GetStream());
        }
    }
}
