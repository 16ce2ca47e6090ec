using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using MassTransit;

namespace Messaging.RabbitMq;

/// <summary>The one way a bus of ours connects to RabbitMQ: every certificate verified, every send confirmed.</summary>
public static class RabbitMqHost
{
    /// <summary>Points a bus to the broker that the options name.</summary>
    /// <param name="configurator">The bus.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="connectionName">How RabbitMQ shows the connection.</param>
    /// <param name="configure">Sets what else belongs to the connection.</param>
    /// <exception cref="FormatException">The options do not hold an address.</exception>
    public static void Host(
        this IRabbitMqBusFactoryConfigurator configurator,
        RabbitMqOptions options,
        string connectionName,
        Action<IRabbitMqHostConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        ArgumentNullException.ThrowIfNull(options);
        var address = options.Address();
        configurator.Host(address.Nodes[0].Host, address.Nodes[0].Port, address.VirtualHost, connectionName, host =>
        {
            host.Username(address.UserName);
            host.Password(address.Password);
            host.Heartbeat(options.Heartbeat);
            host.PublisherConfirmation = true;
            if (address.UsesTls)
            {
                host.UseSsl(ssl => UseTls(ssl, options, address));
            }

            if (address.Nodes.Count > 1)
            {
                host.UseCluster(cluster => AddNodes(cluster, address));
            }

            configure?.Invoke(host);
        });
    }

    private static void UseTls(IRabbitMqSslConfigurator ssl, RabbitMqOptions options, RabbitMqAddress address)
    {
        // Whatever the machine's own rules allow.
        ssl.Protocol = SslProtocols.None;
        ssl.ServerName = options.ServerName ?? address.Nodes[0].Host;
        ssl.Certificate = options.Certificates.ReadCertificate();
        // MassTransit's default believes certificates of any authority.
        ssl.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors);
        ssl.CertificateValidationCallback = BrokerCertificates.Trust(options, address);
    }

    private static void AddNodes(IRabbitMqClusterConfigurator cluster, RabbitMqAddress address)
    {
        foreach (var node in address.Nodes)
        {
            cluster.Node(string.Create(CultureInfo.InvariantCulture, $"{node.Host}:{node.Port}"));
        }
    }
}
