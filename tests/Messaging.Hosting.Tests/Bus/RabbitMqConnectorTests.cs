using System.Net;
using System.Net.Sockets;
using MassTransit;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Routing;
using Messaging.RabbitMq;
using Messaging.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RabbitMQ.Client.Exceptions;

namespace Messaging.Hosting.Tests.Bus;

public sealed class RabbitMqConnectorTests
{
    private const string Nobody = "127.0.0.1:1";

    private static string Address => TestServers.RabbitMq;

    [Fact]
    public async Task A_node_that_is_away_is_passed_over()
    {
        await using var connection = await Connector($"{Nobody},").Connect(CancellationToken.None);

        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_passed_over_in_time_for_those_who_wait_five_seconds()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var process = Process($"{listener.LocalEndpoint},");

        await process.GetRequiredService<IQueueDepths>().Ready([], CancellationToken.None);
    }

    [Fact]
    public async Task Where_all_nodes_are_away_it_is_told()
    {
        var connector = new RabbitMqConnector(
            Options.Create(new RabbitMqOptions { ConnectionString = $"amqp://{Nobody},127.0.0.1:2" }), "test");

        await Should.ThrowAsync<BrokerUnreachableException>(() => connector.Connect(CancellationToken.None));
    }

    [Fact]
    public async Task The_bus_comes_up_at_the_node_that_is_there()
    {
        await using var process = Process($"{Nobody},127.0.0.1:2,");
        var bus = process.GetRequiredService<IBusControl>();

        await bus.StartAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await bus.StopAsync();
    }

    /// <summary>The broker's address with nodes before it.</summary>
    private static string With(string nodes) => Address.Insert(Address.IndexOf('@', StringComparison.Ordinal) + 1, nodes);

    private static RabbitMqConnector Connector(string nodes) =>
        new(Options.Create(new RabbitMqOptions { ConnectionString = With(nodes) }), "test");

    private static ServiceProvider Process(string nodes)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder()
                .AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:RabbitMq", (string?)With(nodes))])
                .Build());
        services.AddRabbitMqBus("test");
        return services.BuildServiceProvider();
    }
}
