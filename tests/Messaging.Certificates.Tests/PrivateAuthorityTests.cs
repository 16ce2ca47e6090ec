using System.Security.Cryptography.X509Certificates;
using Messaging.TestSupport;

namespace Messaging.Certificates.Tests;

public sealed class PrivateAuthorityTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();
    private TestAuthority _authority = null!;

    public async ValueTask InitializeAsync()
    {
        _authority = await TestAuthority.Create(_directory.FullName);
        await _authority.Issue("server", "DNS:server.test");
    }

    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void What_it_has_signed_is_believed() => HasSigned(_authority, "server").ShouldBeTrue();

    [Fact]
    public async Task What_another_has_signed_is_not_believed() =>
        HasSigned(await TestAuthority.Create(_directory.FullName, "stranger"), "server").ShouldBeFalse();

    [Fact]
    public async Task What_it_has_signed_for_clients_is_not_believed_of_a_server()
    {
        await _authority.Issue("client", "DNS:client.test", "clientAuth");

        HasSigned(_authority, "client").ShouldBeFalse();
    }

    private bool HasSigned(TestAuthority authority, string name)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(_authority.CertificateOf(name));
        return PrivateAuthority.Read(authority.Certificate).HasSigned(certificate, sent: null);
    }
}
