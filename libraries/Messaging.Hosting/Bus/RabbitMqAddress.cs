namespace Messaging.Hosting.Bus;

/// <summary>The parts of an AMQP address, as https://www.rabbitmq.com/docs/uri-spec defines them.</summary>
internal sealed record RabbitMqAddress(string Host, ushort Port, string VirtualHost, string UserName, string Password, bool UsesTls)
{
    public static RabbitMqAddress Parse(string address)
    {
        var uri = new Uri(address);
        var usesTls = uri.Scheme == "amqps";
        var user = uri.UserInfo.Split(':', 2);
        var path = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        return new RabbitMqAddress(
            uri.Host,
            (ushort)(uri.IsDefaultPort || uri.Port <= 0 ? (usesTls ? 5671 : 5672) : uri.Port),
            path.Length == 0 ? "/" : path,
            user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : "guest",
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "guest",
            usesTls);
    }
}
