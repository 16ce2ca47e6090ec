using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Messaging.RabbitMq;

/// <summary>Which certificate of a broker is believed.</summary>
internal static class BrokerCertificates
{
    /// <summary>
    /// Believes a certificate that is for the server's name, or for any node's, since each of them may answer for all; and that a trusted
    /// authority has signed.
    /// </summary>
    public static RemoteCertificateValidationCallback Trust(RabbitMqOptions options, RabbitMqAddress address)
    {
        string[] names = options.ServerName is { } name ? [name] : [.. address.Nodes.Select(node => node.Host)];
        var authority = options.Certificates.ReadAuthority();
        return (_, certificate, chain, errors) =>
            certificate is X509Certificate2 shown
            && Array.Exists(names, name => shown.MatchesHostname(name))
            && (authority?.HasSigned(shown, chain) ?? !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors));
    }
}
