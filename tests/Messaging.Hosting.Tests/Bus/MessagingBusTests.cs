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
        using var provider = Build(isInMemory: false, ("ConnectionStrings:RabbitMq", "amqp://localhost"), ("RabbitMq:Heartbeat", heartbeat));

        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldContain(nameof(RabbitMqOptions.Heartbeat));
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
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build());
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
