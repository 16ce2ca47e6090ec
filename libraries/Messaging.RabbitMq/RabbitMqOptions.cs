using System.ComponentModel.DataAnnotations;
using Messaging.Certificates;

namespace Messaging.RabbitMq;

/// <summary>How RabbitMQ is reached. Configuration section <c>RabbitMq</c>; the address is the connection string <c>RabbitMq</c>.</summary>
public sealed class RabbitMqOptions : IValidatableObject
{
    /// <summary>
    /// Address with user, password and virtual host, such as <c>amqp://user:password@127.0.0.1:5672/</c>; <c>amqps</c> for TLS; several
    /// nodes of a cluster separated by commas,
    /// <c>amqps://user:password@a,b,c:5671/</c>, each with the port of its protocol where it names none. Required. Default:
    /// <c>ConnectionStrings:RabbitMq</c>.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Further nodes of the cluster, <c>host</c> or <c>host:port</c>, separated by commas. Default: none.</summary>
    public string Nodes { get; set; } = "";

    /// <summary>
    /// The name that the brokers' certificates are for, where that is none of the hosts' in the address. Default: none; any of the hosts.
    /// </summary>
    public string? ServerName { get; set; }

    /// <summary>
    /// File with the certificates, in PEM, of the authorities that sign the brokers'; then no others are trusted. Default: none; those the
    /// machine trusts.
    /// </summary>
    public string? CertificateAuthority { get; set; }

    /// <summary>
    /// File with the certificate and private key that this process shows: PKCS#12 if it ends in <c>.pfx</c> or <c>.p12</c>, else PEM.
    /// Default: none.
    /// </summary>
    public string? ClientCertificate { get; set; }

    /// <summary>File with the private key in PEM, where it is not in <see cref="ClientCertificate"/>. Default: none.</summary>
    public string? ClientCertificateKey { get; set; }

    /// <summary>Password of the private key. Default: none.</summary>
    public string? ClientCertificatePassword { get; set; }

    /// <summary>Time between heartbeats: a silent connection is given up after two. Default: 10 seconds; 1 second to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The files named here.</summary>
    internal CertificateFiles Certificates =>
        new("RabbitMq", CertificateAuthority, ClientCertificate, ClientCertificateKey, ClientCertificatePassword);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        RabbitMqAddress? address = null;
        ValidationResult? problem = null;
        try
        {
            address = Address();
        }
        catch (FormatException exception)
        {
            problem = new ValidationResult(exception.Message, [nameof(ConnectionString)]);
        }

        if (address is null)
        {
            yield return problem!;
            yield break;
        }

        if (!address.UsesTls && (ServerName ?? CertificateAuthority ?? ClientCertificate) is not null)
        {
            yield return new ValidationResult(
                "RabbitMq:ServerName, CertificateAuthority and ClientCertificate are for TLS, but ConnectionStrings:RabbitMq begins "
                    + "with amqp:// instead of amqps://.",
                [nameof(ConnectionString)]);
        }

        if (ServerName is not null && Uri.CheckHostName(ServerName) == UriHostNameType.Unknown)
        {
            yield return new ValidationResult("RabbitMq:ServerName is not the name of a host.", [nameof(ServerName)]);
        }

        if (Certificates.Problem() is { } unreadable)
        {
            yield return new ValidationResult(unreadable, [nameof(CertificateAuthority)]);
        }
    }

    /// <exception cref="FormatException">It is not an address.</exception>
    internal RabbitMqAddress Address() => RabbitMqAddress.Parse(ConnectionString, Nodes);
}
