using System.Net;
using System.Net.Sockets;
using Messaging.Tasks;
using Microsoft.Extensions.Options;

namespace Messaging.BundledTasks.Http;

/// <summary>
/// Opens the connections of <c>http.request</c>. The address is judged here, where it is connected to, and not where the URL is read:
/// a name that resolves to another address the second time gains nothing.
/// </summary>
internal sealed class GuardedConnection(IOptions<RequestHttpOptions> options)
{
    public SocketsHttpHandler CreateHandler() => new()
    {
        ConnectCallback = Connect,
        // A redirect would lead past the checks of the URL, and the proxy would resolve the name instead of us.
        AllowAutoRedirect = false,
        UseProxy = false,
        // Tasks share the handler, and must not share a session.
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    };

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = options.Value.AllowPrivateNetworks ? addresses : Array.FindAll(addresses, PublicAddress.Is);
        if (allowed.Length == 0 && addresses.Length > 0)
        {
            throw new PermanentTaskException($"'{host}' is not on a public network, and {RequestHttpOptions.Section}:AllowPrivateNetworks is off.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
