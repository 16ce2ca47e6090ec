using MassTransit;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Routing;
using Messaging.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Hosting.Tests.Bus.Tls;

public sealed class RabbitMqTlsTests(TlsBroker broker) : IClassFixture<TlsBroker>
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task With_the_authority_the_name_and_a_certificate_of_its_own_a_process_connects()
    {
        await using var process = Process("broker.test", broker.Authority.Certificate, withCertificate: true);

        await process.GetRequiredService<IQueueDepths>().Ready([], CancellationToken.None);
        await process.GetRequiredService<IBusControl>().StartAsync().WaitAsync(LongEnough);
        await process.GetRequiredService<IBusControl>().StopAsync();
    }

    [Fact]
    public async Task Without_the_authority_the_broker_is_not_believed() =>
        await ShouldBeRefused("broker.test", authority: null, withCertificate: true);

    [Fact]
    public async Task With_another_authority_the_broker_is_not_believed() =>
        await ShouldBeRefused("broker.test", broker.Stranger.Certificate, withCertificate: true);

    [Fact]
    public async Task Under_another_name_the_broker_is_not_believed() =>
        await ShouldBeRefused("another.test", broker.Authority.Certificate, withCertificate: true);

    [Fact]
    public async Task Under_the_address_which_is_not_in_its_certificate_the_broker_is_not_believed() =>
        await ShouldBeRefused(name: null, broker.Authority.Certificate, withCertificate: true);

    [Fact]
    public async Task Without_a_certificate_of_its_own_a_process_is_not_let_in() =>
        await ShouldBeRefused("broker.test", broker.Authority.Certificate, withCertificate: false);

    private async Task ShouldBeRefused(string? name, string? authority, bool withCertificate)
    {
        await using var process = Process(name, authority, withCertificate);
        await Should.ThrowAsync<BrokerUnavailableException>(
            () => process.GetRequiredService<IQueueDepths>().Ready([], CancellationToken.None));

        // The bus connects by itself, and tries again until it is stopped.
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(4));
        var bus = process.GetRequiredService<IBusControl>();
        await Should.ThrowAsync<Exception>(() => bus.StartAsync(enough.Token));
        bus.CheckHealth().Status.ShouldNotBe(BusHealthStatus.Healthy);
    }

    private ServiceProvider Process(string? name, string? authority, bool withCertificate)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:RabbitMq"] = broker.Address,
            ["RabbitMq:ServerName"] = name,
            ["RabbitMq:CertificateAuthority"] = authority,
            ["RabbitMq:ClientCertificate"] = withCertificate ? broker.Authority.CertificateOf("client") : null,
            ["RabbitMq:ClientCertificateKey"] = withCertificate ? broker.Authority.KeyOf("client") : null,
        }).Build());
        services.AddRabbitMqBus("test");
        return services.BuildServiceProvider();
    }
}
