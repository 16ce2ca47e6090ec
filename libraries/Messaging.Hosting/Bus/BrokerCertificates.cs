using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Messaging.Hosting.Bus;

/// <summary>Which certificate of a broker is believed, and which one of ours is shown to it.</summary>
internal static class BrokerCertificates
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>What is wrong with the files that the options name, in a sentence; <see langword="null"/> if nothing is.</summary>
    public static string? Problem(RabbitMqOptions options)
    {
        try
        {
            if (Authorities(options) is { Count: 0 })
            {
                return "RabbitMq:CertificateAuthority names a file without a certificate in PEM.";
            }
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"RabbitMq:CertificateAuthority names a file that cannot be read: {exception.Message}";
        }

        if (options.ClientCertificate is null && (options.ClientCertificateKey ?? options.ClientCertificatePassword) is not null)
        {
            return "RabbitMq:ClientCertificateKey and ClientCertificatePassword need RabbitMq:ClientCertificate beside them.";
        }

        try
        {
            using var certificate = Own(options);
            return certificate is { HasPrivateKey: false } ? "RabbitMq:ClientCertificate names a file without a private key." : null;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"RabbitMq:ClientCertificate and its key cannot be read: {exception.Message}";
        }
    }

    /// <summary>The certificate this process shows, if it has one.</summary>
    public static X509Certificate2? Own(RabbitMqOptions options)
    {
        if (options.ClientCertificate is not { } file)
        {
            return null;
        }

        if (file.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".p12", StringComparison.OrdinalIgnoreCase))
        {
            return X509CertificateLoader.LoadPkcs12FromFile(file, options.ClientCertificatePassword);
        }

        var key = options.ClientCertificateKey ?? file;
        return options.ClientCertificatePassword is { } password
            ? X509Certificate2.CreateFromEncryptedPemFile(file, password, key)
            : X509Certificate2.CreateFromPemFile(file, key);
    }

    /// <summary>Believes a certificate that is for the server's name, or for any node's, since each of them may answer for all; and that a trusted authority has signed.</summary>
    public static RemoteCertificateValidationCallback Trust(RabbitMqOptions options, RabbitMqAddress address)
    {
        string[] names = options.ServerName is { } name ? [name] : [.. address.Nodes.Select(node => node.Host)];
        var authorities = Authorities(options);
        return (_, certificate, chain, errors) =>
            certificate is X509Certificate2 shown
            && Array.Exists(names, name => shown.MatchesHostname(name))
            && (authorities is null ? !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) : IsSigned(shown, chain, authorities));
    }

    private static X509Certificate2Collection? Authorities(RabbitMqOptions options)
    {
        if (options.CertificateAuthority is not { } file)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }

    private static bool IsSigned(X509Certificate2 certificate, X509Chain? sent, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // Lists of revoked certificates are published for public authorities, hardly ever for one's own.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }
}
