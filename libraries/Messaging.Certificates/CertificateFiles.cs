using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Messaging.Certificates;

/// <summary>The files that settings name for TLS with a server.</summary>
/// <param name="Section">The configuration section that names them, as problems call it.</param>
/// <param name="Authority">File with the certificates, in PEM, of the only authorities to be trusted; <see langword="null"/> for those the
/// machine trusts.</param>
/// <param name="Certificate">File with the certificate that this process shows: PKCS#12 if it ends in <c>.pfx</c> or <c>.p12</c>, else PEM;
/// <see langword="null"/> for none.</param>
/// <param name="Key">File with its private key in PEM, where it is not in the same file.</param>
/// <param name="Password">Password of the private key.</param>
public sealed record CertificateFiles(string Section, string? Authority, string? Certificate, string? Key, string? Password)
{
    /// <summary>What is wrong with the files, in a sentence; <see langword="null"/> if nothing is.</summary>
    public string? Problem()
    {
        try
        {
            if (ReadAuthority() is { IsEmpty: true })
            {
                return $"{Section}:CertificateAuthority names a file without a certificate in PEM.";
            }
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return $"{Section}:CertificateAuthority names a file that cannot be read: {exception.Message}";
        }

        if (Certificate is null && (Key ?? Password) is not null)
        {
            return $"{Section}:ClientCertificateKey and ClientCertificatePassword need {Section}:ClientCertificate beside them.";
        }

        try
        {
            using var certificate = ReadCertificate();
            return certificate is { HasPrivateKey: false } ? $"{Section}:ClientCertificate names a file without a private key." : null;
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return $"{Section}:ClientCertificate and its key cannot be read: {exception.Message}";
        }
    }

    /// <summary>The authorities to be trusted; <see langword="null"/> when they are those of the machine.</summary>
    /// <exception cref="CryptographicException">The file holds something else.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public PrivateAuthority? ReadAuthority() => Authority is null ? null : PrivateAuthority.Read(Authority);

    /// <summary>The certificate this process shows, with its private key; <see langword="null"/> when it shows none.</summary>
    /// <exception cref="CryptographicException">A file holds something else, or the password is wrong.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public X509Certificate2? ReadCertificate()
    {
        if (Certificate is null)
        {
            return null;
        }

        if (
            Certificate.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase)
                || Certificate.EndsWith(".p12", StringComparison.OrdinalIgnoreCase))
        {
            return X509CertificateLoader.LoadPkcs12FromFile(Certificate, Password);
        }

        return Password is null
            ? X509Certificate2.CreateFromPemFile(Certificate, Key ?? Certificate)
            : X509Certificate2.CreateFromEncryptedPemFile(Certificate, Password, Key ?? Certificate);
    }

    private static bool IsUnreadable(Exception exception) =>
        exception is CryptographicException or IOException or UnauthorizedAccessException;
}
