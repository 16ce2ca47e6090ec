using System.Collections.Concurrent;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace Messaging.Hosting.Bus;

/// <summary>
/// The sockets of the bus's connections, so that a connection can be given up although both of its ends believe in it. The bus then makes
/// another.
/// </summary>
internal sealed class BusSockets
{
    private readonly ConcurrentDictionary<TrackedSocket, byte> _open = [];

    /// <summary>Lets a factory make sockets that are known here.</summary>
    public Task Track(ConnectionFactory factory)
    {
        factory.SocketFactory = family =>
        {
            var socket = new TrackedSocket(
                new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, closed => _open.TryRemove(closed, out _));
            _open.TryAdd(socket, 0);
            return socket;
        };
        return Task.CompletedTask;
    }

    /// <summary>Closes them all.</summary>
    public void Close()
    {
        foreach (var socket in _open.Keys)
        {
            socket.Close();
        }
    }

    private sealed class TrackedSocket(Socket socket, Action<TrackedSocket> closed) : TcpClientAdapter(socket)
    {
        public override void Close()
        {
            closed(this);
            base.Close();
        }
    }
}
