using Messaging.AspNetCore;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Routing;
using Messaging.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Messaging.Hosting.Tests.Health;

public sealed class BusHealthCheckTests
{
    [Fact]
    public async Task A_bus_without_endpoints_is_not_healthy_while_its_broker_is_away_and_gives_no_address_away()
    {
        // Nobody listens there.
        await using var application = await Start("amqp://guest:a-secret@127.0.0.1:1/");

        var bus = await Check(application);

        (bus.Status, bus.Description).ShouldBe((HealthStatus.Unhealthy, "The broker cannot be reached."));
    }

    [Fact]
    public async Task A_bus_is_healthy_once_it_is_connected()
    {
        await using var application = await Start(TestServers.RabbitMq);

        await Eventually.Is(async () => (await Check(application)).Status == HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_broker_that_lets_nobody_in_is_not_one_that_is_away()
    {
        var address = new UriBuilder(TestServers.RabbitMq) { UserName = "nobody", Password = "a-secret" }.Uri;
        await using var application = await Start(address.ToString());

        var bus = await Check(application);

        (bus.Status, bus.Description)
            .ShouldBe((HealthStatus.Unhealthy, "The broker refuses the connection (403 ACCESS_REFUSED): the log says why."));
    }

    [Fact]
    public async Task A_queue_that_somebody_declared_otherwise_is_told_of_with_the_answer_of_the_broker()
    {
        var name = QueueNames.Task($"test-{Guid.NewGuid():N}");
        await using var connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false);
        try
        {
            await using var application = await Start(TestServers.RabbitMq);
            await Eventually.Is(async () => (await Check(application)).Status == HealthStatus.Healthy);

            await Should.ThrowAsync<BrokerUnavailableException>(
                async () => await application.Services.GetRequiredService<IQueueRoutes>().To(name, CancellationToken.None));

            var bus = await Check(application);
            (bus.Status, bus.Description)
                .ShouldBe((HealthStatus.Degraded, $"The broker refuses to declare {name} (406 PRECONDITION_FAILED): the log says why."));
        }
        finally
        {
            await channel.QueueDeleteAsync(name);
        }
    }

    private static async Task<WebApplication> Start(string broker)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:RabbitMq", broker)]);
        builder.AddServiceDefaults("tests", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRabbitMqBus("test");
        // The broker that is away would hold up the end of the bus.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        var application = builder.Build();
        await application.StartAsync();
        return application;
    }

    private static async Task<HealthReportEntry> Check(WebApplication application) =>
        (await application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "bus")).Entries["bus"];
}
