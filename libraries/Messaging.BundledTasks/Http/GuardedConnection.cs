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
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = options.Value.AllowPrivateNetworks ? addresses : Array.FindAll(addresses, PublicAddress.Is);
        if (allowed.Length == 0 && addresses.Length > 0)
        {
            throw new PermanentTaskException(
                $"'{host}' is not on a public network, and {RequestHttpOptions.Section}:AllowPrivateNetworks is off.");
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

/// <summary>
/// Tells addresses on the Internet from those of this machine, of private networks and of other special uses (IANA's special-purpose
/// registries).
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] SpecialIPv4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse(
            "169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse(
            "198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/3"),
    ];

    // All else of IPv6 is loopback, local, multicast, or a way to write an IPv4 address (mapped, NAT64).
    private static readonly IPNetwork GlobalIPv6 = IPNetwork.Parse("2000::/3");

    // Teredo and other protocol assignments, documentation, and 6to4, which carries an IPv4 address.
    private static readonly IPNetwork[] SpecialIPv6 =
        [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    public static bool Is(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => Is(address.MapToIPv4()),
        { AddressFamily: AddressFamily.InterNetwork } => !SpecialIPv4.Any(network => network.Contains(address)),
        _ => GlobalIPv6.Contains(address) && !SpecialIPv6.Any(network => network.Contains(address)),
    };
}
