using MassTransit;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Routing;
using Messaging.Hosting.Tests.Telemetry;
using Messaging.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RabbitMQ.Client;

namespace Messaging.Hosting.Tests.Bus;

/// <summary>With refusals as the client library and MassTransit tell them, which have changed with their versions.</summary>
public sealed class RefusedByRabbitMqTests : IAsyncLifetime
{
    private readonly string _name = $"test-{Guid.NewGuid():N}";
    private readonly FakeTimeProvider _clock = new();
    private readonly KeptLogs _logs = new();
    private readonly ServiceProvider _process = new ServiceCollection()
        .AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:RabbitMq", TestServers.RabbitMq)]).Build())
        .AddLogging()
        .AddRabbitMqBus("test")
        .BuildServiceProvider();

    private IConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await _connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(_name, durable: false, exclusive: false, autoDelete: false, new Dictionary<string, object?>
        {
            ["x-max-length"] = 0,
            ["x-overflow"] = "reject-publish",
        });
        await channel.ExchangeDeclareAsync(_name, ExchangeType.Fanout, durable: true);
        await channel.QueueBindAsync(_name, _name, "");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await using var channel = await _connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(_name);
        await channel.ExchangeDeleteAsync(_name);
        await _connection.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_all_of_whose_sends_a_queue_refuses_is_given_up_for_a_new_one()
    {
        using var logging = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        var bus = _process.GetRequiredService<IBusControl>();
        bus.ConnectSendObserver(
            new NackWatchdog(
                new BusSockets(),
                new BrokerAnswers(_clock, NullLogger<BrokerAnswers>.Instance),
                _clock,
                logging.CreateLogger<NackWatchdog>()));
        await bus.StartAsync();
        try
        {
            var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{_name}"));
            // MassTransit tries again by itself, and tells of each refusal.
            var sending = endpoint.Send(new Greeting("hello"));
            await Eventually.Is(() =>
            {
                _clock.Advance(TimeSpan.FromSeconds(5));
                return _logs.Lines.Contains(
                    $"The broker has refused everything sent to /{_name} for 15 s: the connection is given up for a new one");
            });

            sending.IsCompleted.ShouldBeFalse();
        }
        finally
        {
            await bus.StopAsync();
        }
    }

    public sealed record Greeting(string Text);
}
