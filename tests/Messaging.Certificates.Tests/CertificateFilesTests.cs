using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Messaging.TestSupport;

namespace Messaging.Certificates.Tests;

public sealed class CertificateFilesTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();
    private TestAuthority _authority = null!;

    public async ValueTask InitializeAsync()
    {
        _authority = await TestAuthority.Create(_directory.FullName);
        await _authority.Issue("own", "DNS:own.test");
    }

    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Without_files_there_is_nothing_to_show_and_the_machine_says_whom_to_trust()
    {
        var files = Files();

        files.Problem().ShouldBeNull();
        files.ReadCertificate().ShouldBeNull();
        files.ReadAuthority().ShouldBeNull();
    }

    [Fact]
    public void A_certificate_and_its_key_in_files_of_their_own_are_read() =>
        ShouldBeRead(Files(certificate: _authority.CertificateOf("own"), key: _authority.KeyOf("own")));

    [Fact]
    public void A_certificate_and_its_key_in_one_file_are_read() =>
        ShouldBeRead(
            Files(
                certificate: Write(
                    "both.pem", File.ReadAllText(_authority.CertificateOf("own")) + File.ReadAllText(_authority.KeyOf("own")))));

    [Fact]
    public void A_key_under_a_password_is_read_with_it()
    {
        using var own = X509Certificate2.CreateFromPemFile(_authority.CertificateOf("own"), _authority.KeyOf("own"));
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 1000);
        var key = Write("encrypted.key", own.GetRSAPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("secret", parameters));

        ShouldBeRead(Files(certificate: _authority.CertificateOf("own"), key: key, password: "secret"));
        Files(certificate: _authority.CertificateOf("own"), key: key, password: "wrong")
            .Problem()!.ShouldStartWith("Test:ClientCertificate and its key cannot be read: ");
    }

    [Theory]
    [InlineData("own.pfx")]
    [InlineData("own.P12")]
    public void A_certificate_in_PKCS12_is_read_with_its_password(string name)
    {
        using var own = X509Certificate2.CreateFromPemFile(_authority.CertificateOf("own"), _authority.KeyOf("own"));
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllBytes(file, own.Export(X509ContentType.Pkcs12, "secret"));

        ShouldBeRead(Files(certificate: file, password: "secret"));
        Files(certificate: file, password: "wrong").Problem()!.ShouldStartWith("Test:ClientCertificate and its key cannot be read: ");
    }

    [Fact]
    public void A_certificate_in_PKCS12_without_its_key_is_a_problem()
    {
        using var own = X509CertificateLoader.LoadCertificateFromFile(_authority.CertificateOf("own"));
        var file = Path.Combine(_directory.FullName, "own.pfx");
        File.WriteAllBytes(file, own.Export(X509ContentType.Pkcs12));

        Files(certificate: file).Problem().ShouldBe("Test:ClientCertificate names a file without a private key.");
    }

    [Fact]
    public void A_key_or_a_password_alone_is_a_problem()
    {
        Files(key: _authority.KeyOf("own"))
            .Problem()
            .ShouldBe("Test:ClientCertificateKey and ClientCertificatePassword need Test:ClientCertificate beside them.");
        Files(password: "secret")
            .Problem()
            .ShouldBe("Test:ClientCertificateKey and ClientCertificatePassword need Test:ClientCertificate beside them.");
    }

    [Fact]
    public void A_file_of_authorities_without_any_is_a_problem() =>
        Files(authority: Write("empty.pem", "")).Problem().ShouldBe("Test:CertificateAuthority names a file without a certificate in PEM.");

    [Fact]
    public void Files_that_are_not_there_are_a_problem()
    {
        Files(authority: "/nowhere/ca.pem").Problem()!.ShouldStartWith("Test:CertificateAuthority names a file that cannot be read: ");
        Files(certificate: "/nowhere/own.pem").Problem()!.ShouldStartWith("Test:ClientCertificate and its key cannot be read: ");
    }

    private static void ShouldBeRead(CertificateFiles files)
    {
        files.Problem().ShouldBeNull();
        using var certificate = files.ReadCertificate().ShouldNotBeNull();
        certificate.Subject.ShouldBe("CN=own");
        certificate.HasPrivateKey.ShouldBeTrue();
    }

    private static CertificateFiles Files(
        string? authority = null,
        string? certificate = null,
        string? key = null,
        string? password = null) => new("Test", authority, certificate, key, password);

    private string Write(string name, string text)
    {
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
