using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>Which certificate of a server is believed, and which one of ours is shown to it.</summary>
internal static class RedisCertificates
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>What is wrong with the files that the options name, in a sentence; <see langword="null"/> if nothing is.</summary>
    public static string? Problem(RedisOptions options)
    {
        try
        {
            if (Authorities(options) is { Count: 0 })
            {
                return "Redis:CertificateAuthority names a file without a certificate in PEM.";
            }
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"Redis:CertificateAuthority names a file that cannot be read: {exception.Message}";
        }

        if (options.ClientCertificate is null && (options.ClientCertificateKey ?? options.ClientCertificatePassword) is not null)
        {
            return "Redis:ClientCertificateKey and ClientCertificatePassword need Redis:ClientCertificate beside them.";
        }

        try
        {
            using var certificate = Own(options);
            return certificate is { HasPrivateKey: false } ? "Redis:ClientCertificate names a file without a private key." : null;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"Redis:ClientCertificate and its key cannot be read: {exception.Message}";
        }
    }

    /// <summary>Makes a connection believe and show what the options say. Without options the client's own rules hold: what the machine trusts, for the name it connects to.</summary>
    public static void Use(RedisOptions options, ConfigurationOptions configuration)
    {
        if (Authorities(options) is { } authorities)
        {
            configuration.CertificateValidation += (_, certificate, chain, errors) =>
                certificate is X509Certificate2 shown
                && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                && IsSigned(shown, chain, authorities);
        }

        if (Own(options) is { } own)
        {
            configuration.CertificateSelection += (_, _, _, _, _) => own;
        }
    }

    private static X509Certificate2Collection? Authorities(RedisOptions options)
    {
        if (options.CertificateAuthority is not { } file)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }

    private static X509Certificate2? Own(RedisOptions options)
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
