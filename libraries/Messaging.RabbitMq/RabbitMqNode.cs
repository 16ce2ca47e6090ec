namespace Messaging.RabbitMq;

/// <summary>Where one node of a broker listens. An IPv6 address is without its brackets.</summary>
internal readonly record struct RabbitMqNode(string Host, ushort Port)
{
    /// <summary>Reads <c>host</c>, <c>host:port</c> or <c>[address]:port</c>.</summary>
    /// <param name="text">The node as somebody wrote it.</param>
    /// <param name="defaultPort">The port where none is written.</param>
    /// <param name="node">The node, if it is one.</param>
    public static bool TryParse(string text, ushort defaultPort, out RabbitMqNode node)
    {
        node = default;
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        var host = end > 0 ? text[..end] : text;
        var port = defaultPort;
        var rest = text[host.Length..];
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown || (rest.Length > 0 && !(rest[0] == ':' && ushort.TryParse(rest.AsSpan(1), out port) && port > 0)))
        {
            return false;
        }

        node = new RabbitMqNode(host.Trim('[', ']'), port);
        return true;
    }
}
