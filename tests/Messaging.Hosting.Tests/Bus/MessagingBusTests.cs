using MassTransit;
using Messaging.Hosting.Bus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Messaging.Hosting.Tests.Bus;

public sealed class MessagingBusTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_reported_to_the_vendor_of_the_bus(bool isInMemory)
    {
        using var provider = Build(isInMemory, ("ConnectionStrings:RabbitMq", "amqp://localhost"));

        provider.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled.ShouldBeFalse();
    }

    [Fact]
    public void The_host_outlives_the_bus_so_that_draining_is_not_cut_short()
    {
        using var provider = Build(isInMemory: true);

        provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout
            .ShouldBeGreaterThan(provider.GetRequiredService<IOptions<MassTransitHostOptions>>().Value.StopTimeout!.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("localhost:5672")]
    [InlineData("http://localhost")]
    public void An_address_that_is_none_is_refused_at_the_start_with_a_sentence(string? address)
    {
        using var provider = Build(isInMemory: false, ("ConnectionStrings:RabbitMq", address));

        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate())
            .Message.ShouldContain("ConnectionStrings:RabbitMq is missing or not an address such as amqp://user:password@127.0.0.1:5672/.");
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("01:00:00")]
    public void A_heartbeat_out_of_its_bounds_is_refused_at_the_start(string heartbeat)
    {
        using var provider = Build(
            isInMemory: false, ("ConnectionStrings:RabbitMq", "amqp://localhost"), ("RabbitMq:Heartbeat", heartbeat));

        Should.Throw<OptionsValidationException>(() =>
            provider.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldContain(nameof(RabbitMq.RabbitMqOptions.Heartbeat));
    }

    [Theory]
    [InlineData("amqp://broker", "RabbitMq:CertificateAuthority", "/nowhere/ca.pem", "are for TLS, but ConnectionStrings:RabbitMq begins with amqp://")]
    [InlineData("amqps://broker", "RabbitMq:CertificateAuthority", "/nowhere/ca.pem", "RabbitMq:CertificateAuthority names a file that cannot be read")]
    [InlineData("amqps://broker", "RabbitMq:CertificateAuthority", "/dev/null", "RabbitMq:CertificateAuthority names a file without a certificate in PEM.")]
    [InlineData("amqps://broker", "RabbitMq:ClientCertificate", "/nowhere/own.pfx", "RabbitMq:ClientCertificate and its key cannot be read")]
    [InlineData("amqps://broker", "RabbitMq:ClientCertificate", "/nowhere/own.pem", "RabbitMq:ClientCertificate and its key cannot be read")]
    [InlineData("amqps://broker", "RabbitMq:ClientCertificatePassword", "secret", "need RabbitMq:ClientCertificate beside them")]
    [InlineData("amqps://broker", "RabbitMq:ServerName", "no name", "RabbitMq:ServerName is not the name of a host.")]
    [InlineData("amqp://broker", "RabbitMq:Nodes", "b:c:d", "RabbitMq:Nodes names 'b:c:d'")]
    public void Settings_of_nodes_and_certificates_that_cannot_work_are_refused_at_the_start(
        string address, string key, string value, string sentence)
    {
        using var provider = Build(isInMemory: false, ("ConnectionStrings:RabbitMq", address), (key, value));

        Should.Throw<OptionsValidationException>(
            () => provider.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldContain(sentence);
    }

    [Fact]
    public void A_good_address_is_taken()
    {
        using var provider = Build(isInMemory: false, ("ConnectionStrings:RabbitMq", "amqps://ann:secret@broker/tasks"));

        provider.GetRequiredService<IStartupValidator>().Validate();
    }

    private static ServiceProvider Build(bool isInMemory, params (string Key, string? Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
                .Build());
        if (isInMemory)
        {
            services.AddInMemoryBus();
        }
        else
        {
            services.AddRabbitMqBus("test");
        }

        return services.BuildServiceProvider();
    }
}
