using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Messaging.Certificates;

/// <summary>Authorities of one's own, which are trusted instead of those the machine trusts.</summary>
public sealed class PrivateAuthority
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2Collection _certificates = [];

    private PrivateAuthority()
    {
    }

    /// <summary>Whether there are none, so that nothing would be believed.</summary>
    public bool IsEmpty => _certificates.Count == 0;

    /// <summary>Reads the certificates of authorities from a file in PEM.</summary>
    /// <exception cref="CryptographicException">The file holds something else.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static PrivateAuthority Read(string file)
    {
        var authority = new PrivateAuthority();
        authority._certificates.ImportFromPemFile(file);
        return authority;
    }

    /// <summary>
    /// Whether a certificate is a server's, is valid now, and leads to one of these authorities. Its name is not looked at.
    /// </summary>
    /// <param name="certificate">What the server showed.</param>
    /// <param name="sent">What it sent along, which may hold the authorities between.</param>
    public bool HasSigned(X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_certificates);
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
