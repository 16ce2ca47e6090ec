using System.Security.Authentication;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.RabbitMq;

/// <summary>
/// Connections beside the bus's own: tries the nodes in turn, and next time begins with another than the one that failed.
/// </summary>
/// <param name="options">Where the broker is.</param>
/// <param name="name">How RabbitMQ shows the connections.</param>
public sealed class RabbitMqConnector(IOptions<RabbitMqOptions> options, string name)
{
    /// <summary>Of several nodes none may use up the time of all: callers wait 5 seconds.</summary>
    private static readonly TimeSpan LongestPerNode = TimeSpan.FromSeconds(1.5);

    private int _failures;

    /// <summary>Connects to the first node that answers. The connection does not come back by itself when it is lost.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerUnreachableException">No node can be reached, or none lets us in.</exception>
    /// <exception cref="TimeoutException">There are several nodes, and the last one tried did not answer.</exception>
    public async Task<IConnection> Connect(CancellationToken cancellationToken)
    {
        var address = options.Value.Address();
        var limit = address.Nodes.Count > 1 ? LongestPerNode : Timeout.InfiniteTimeSpan;
        for (var tried = 1; ; tried++)
        {
            var node = address.Nodes[(int)((uint)Volatile.Read(ref _failures) % address.Nodes.Count)];
            var connecting = Factory(address)
                .CreateConnectionAsync([new AmqpTcpEndpoint(node.Host, node.Port, Tls(address))], name, cancellationToken);
            try
            {
                return await connecting.WaitAsync(limit, cancellationToken);
            }
            catch (Exception)
            {
                Interlocked.Increment(ref _failures);
                _ = CloseWhenOpen(connecting);
                if (tried >= address.Nodes.Count || cancellationToken.IsCancellationRequested)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>The client library takes seconds to give a silent node up: nobody waits for that.</summary>
    private static async Task CloseWhenOpen(Task<IConnection> connecting)
    {
        try
        {
            await (await connecting).DisposeAsync();
        }
        catch (Exception exception) when (exception is BrokerUnreachableException
            or OperationInterruptedException
            or AlreadyClosedException
            or OperationCanceledException
            or IOException
            or TimeoutException)
        {
            // It never came up, which the caller has been told.
        }
    }

    private ConnectionFactory Factory(RabbitMqAddress address) => new()
    {
        UserName = address.UserName,
        Password = address.Password,
        VirtualHost = address.VirtualHost,
        RequestedHeartbeat = options.Value.Heartbeat,
        AutomaticRecoveryEnabled = false,
    };

    private SslOption Tls(RabbitMqAddress address)
    {
        if (!address.UsesTls)
        {
            return new SslOption();
        }

        var certificate = options.Value.Certificates.ReadCertificate();
        return new SslOption
        {
            Enabled = true,
            // Whatever the machine's own rules allow.
            Version = SslProtocols.None,
            ServerName = options.Value.ServerName ?? address.Nodes[0].Host,
            Certs = certificate is null ? null : [certificate],
            CertificateValidationCallback = BrokerCertificates.Trust(options.Value, address),
        };
    }
}
