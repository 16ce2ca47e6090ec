using Messaging.TestSupport;

namespace Messaging.Redis.Tests.Tls;

/// <summary>A Redis that speaks TLS, under the name <c>redis.test</c>, beside its other port.</summary>
public sealed class TlsRedis : IAsyncLifetime
{
    private readonly LocalScript _script = new("redis.sh");
    private readonly int _port = FreePort.Next();

    /// <summary>The authority that signed the server's certificate.</summary>
    public TestAuthority Authority { get; private set; } = null!;

    /// <summary>Where it speaks TLS.</summary>
    public string Address => $"127.0.0.1:{_port}";

    public async ValueTask InitializeAsync()
    {
        Authority = await TestAuthority.Create(_script.Home);
        await Authority.Issue("server", "DNS:redis.test");
        await Authority.Issue("client", "DNS:client.test");
        await File.WriteAllTextAsync(Path.Combine(_script.Home, "extra.conf"), $"""
            tls-port {_port}
            tls-cert-file {Authority.CertificateOf("server")}
            tls-key-file {Authority.KeyOf("server")}
            tls-ca-cert-file {Authority.Certificate}
            tls-auth-clients yes

            """);
        await _script.Run("start");
    }

    public async ValueTask DisposeAsync() => await _script.Discard();

    /// <summary>Another authority, which signed nothing of this server.</summary>
    internal Task<TestAuthority> Stranger() => TestAuthority.Create(_script.Home, "stranger");
}
