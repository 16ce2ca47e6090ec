namespace Messaging.RabbitMq;

/// <summary>
/// The parts of an AMQP address, as https://www.rabbitmq.com/docs/uri-spec defines them, but with one or several nodes, separated by
/// commas.
/// </summary>
internal sealed record RabbitMqAddress(
    IReadOnlyList<RabbitMqNode> Nodes, string VirtualHost, string UserName, string Password, bool UsesTls)
{
    private const string NoAddress =
        "ConnectionStrings:RabbitMq is missing or not an address such as amqp://user:password@127.0.0.1:5672/.";

    /// <summary>Reads an address. No message of an exception quotes it: it holds a password.</summary>
    /// <param name="address">Such as <c>amqps://user:password@a,b,c:5671/tasks</c>.</param>
    /// <param name="furtherNodes">Nodes that the address does not name, separated by commas.</param>
    /// <exception cref="FormatException">It is not an address; the message says why, in a sentence for operators.</exception>
    public static RabbitMqAddress Parse(string address, string furtherNodes = "")
    {
        var usesTls = address.StartsWith("amqps://", StringComparison.OrdinalIgnoreCase);
        if (!usesTls && !address.StartsWith("amqp://", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException(NoAddress);
        }

        var rest = address[(address.IndexOf("//", StringComparison.Ordinal) + 2)..];
        if (rest.AsSpan().ContainsAny('?', '#'))
        {
            throw new FormatException(
                "ConnectionStrings:RabbitMq has a '?' or a '#': options in the address are not read, and in a user or password they "
                    + "are written %3F and %23.");
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var authority = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? "" : rest[(slash + 1)..];
        if (path.Contains('/', StringComparison.Ordinal))
        {
            throw new FormatException(
                "ConnectionStrings:RabbitMq has more than one '/' after its nodes: in a virtual host or password it is written %2F.");
        }

        var at = authority.LastIndexOf('@');
        var user = (at < 0 ? "" : authority[..at]).Split(':', 2);
        return new RabbitMqAddress(
            ParseNodes(authority[(at + 1)..], furtherNodes, usesTls),
            path.Length == 0 ? "/" : Uri.UnescapeDataString(path),
            user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : "guest",
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "guest",
            usesTls);
    }

    private static RabbitMqNode[] ParseNodes(string inAddress, string further, bool usesTls)
    {
        var port = (ushort)(usesTls ? 5671 : 5672);
        var nodes = new List<RabbitMqNode>();
        foreach (var text in inAddress.Split(',', StringSplitOptions.TrimEntries))
        {
            nodes.Add(RabbitMqNode.TryParse(text, port, out var node)
                ? node
                : throw new FormatException(
                    text.Length == 0 && nodes.Count == 0
                        ? NoAddress
                        : $"ConnectionStrings:RabbitMq: its node number {nodes.Count + 1} is not a host or host:port."));
        }

        foreach (var text in further.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            nodes.Add(
                RabbitMqNode.TryParse(text, port, out var node)
                    ? node
                    : throw new FormatException($"RabbitMq:Nodes names '{text}', which is not a host or host:port."));
        }

        // The bus would take the port as a wish for TLS, and believe any certificate.
        if (!usesTls && nodes.Exists(node => node.Port == 5671))
        {
            throw new FormatException(
                "ConnectionStrings:RabbitMq begins with amqp:// and names port 5671, which is for TLS: write amqps://, or listen on "
                    + "another port.");
        }

        return nodes.Count == 1 || !nodes.Exists(node => node.Host.Contains(':', StringComparison.Ordinal))
            ? [.. nodes.Distinct()]
            : throw new FormatException(
                "ConnectionStrings:RabbitMq or RabbitMq:Nodes names several nodes, one of them by an IPv6 address: give it a name "
                    + "instead.");
    }
}

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
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown
            || (rest.Length > 0 && !(rest[0] == ':' && ushort.TryParse(rest.AsSpan(1), out port) && port > 0)))
        {
            return false;
        }

        node = new RabbitMqNode(host.Trim('[', ']'), port);
        return true;
    }
}
