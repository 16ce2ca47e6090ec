namespace Messaging.TestSupport;

/// <summary>A RabbitMQ that speaks TLS, with a certificate for <c>broker.test</c> and one of a client's demanded.</summary>
public class TlsBroker : IAsyncLifetime
{
    private readonly LocalScript _script = new("rabbitmq.sh");
    private readonly int _port = FreePort.Next();

    /// <summary>The authority that signed the broker's certificate.</summary>
    public TestAuthority Authority { get; private set; } = null!;

    /// <summary>An authority that signed nothing of this broker.</summary>
    public TestAuthority Stranger { get; private set; } = null!;

    /// <summary>Whether it lets in only who shows a certificate.</summary>
    protected virtual bool DemandsCertificate => true;

    public int Port => _port;

    public string Address => $"amqps://guest:guest@127.0.0.1:{_port}/";

    public async ValueTask InitializeAsync()
    {
        Stranger = await TestAuthority.Create(_script.Home, "stranger");
        Authority = await TestAuthority.Create(_script.Home);
        await Authority.Issue("server", "DNS:broker.test");
        await Authority.Issue("client", "DNS:client.test");
        await File.WriteAllTextAsync(Path.Combine(_script.Home, "extra.conf"), $"""
            listeners.ssl.1 = 127.0.0.1:{_port}
            ssl_options.cacertfile = {Authority.Certificate}
            ssl_options.certfile = {Authority.CertificateOf("server")}
            ssl_options.keyfile = {Authority.KeyOf("server")}
            ssl_options.verify = {(DemandsCertificate ? "verify_peer" : "verify_none")}
            ssl_options.fail_if_no_peer_cert = {(DemandsCertificate ? "true" : "false")}

            """);
        await _script.Run("start");
        // The script waits for its other listener, which may be there earlier.
        await Eventually.Is(() => FreePort.IsListenedOn(_port));
    }

    public async ValueTask DisposeAsync()
    {
        await _script.Discard();
        GC.SuppressFinalize(this);
    }
}
