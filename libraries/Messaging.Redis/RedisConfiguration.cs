using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>What the options come to in the client library's terms.</summary>
internal static class RedisConfiguration
{
    /// <summary>Reads the connection string alone.</summary>
    /// <exception cref="FormatException">It cannot be used; the message says why, in a sentence for operators that does not quote it: it
    /// may hold a password.</exception>
    public static ConfigurationOptions Parse(string connectionString)
    {
        ConfigurationOptions configuration;
        try
        {
            configuration = ConfigurationOptions.Parse(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            throw new FormatException(
                "ConnectionStrings:Redis cannot be read: it is addresses and options, separated by commas, such as "
                    + "127.0.0.1:6379,password=secret,ssl=true.",
                exception);
        }

        return configuration.EndPoints.Count > 0
            ? configuration
            : throw new FormatException("ConnectionStrings:Redis names no server: begin it with an address, such as 127.0.0.1:6379.");
    }

    /// <summary>All of the options.</summary>
    public static ConfigurationOptions Of(RedisOptions options)
    {
        var configuration = Parse(options.ConnectionString);
        var timeout = (int)options.Timeout.TotalMilliseconds;
        configuration.ConnectTimeout = timeout;
        configuration.SyncTimeout = timeout;
        configuration.AsyncTimeout = timeout;
        if (options.SentinelPassword is not null)
        {
            configuration.SentinelPassword = options.SentinelPassword;
        }

        if (configuration.Ssl)
        {
            UseCertificates(configuration, options);
        }

        return configuration;
    }

    /// <summary>
    /// Makes a connection believe and show what the options say. Without options the client's own rules hold: what the machine trusts, for
    /// the name it connects to.
    /// </summary>
    private static void UseCertificates(ConfigurationOptions configuration, RedisOptions options)
    {
        // Whatever else the machine would still accept.
        configuration.SslProtocols ??= SslProtocols.Tls12 | SslProtocols.Tls13;

        // Not by the client's TrustIssuer, which takes one authority and goes on believing all that the machine trusts.
        if (options.Certificates.ReadAuthority() is { } authority)
        {
            configuration.CertificateValidation += (_, certificate, chain, errors) =>
                certificate is X509Certificate2 shown
                && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                && authority.HasSigned(shown, chain);
        }

        if (options.Certificates.ReadCertificate() is { } own)
        {
            configuration.CertificateSelection += (_, _, _, _, _) => own;
        }
    }
}
