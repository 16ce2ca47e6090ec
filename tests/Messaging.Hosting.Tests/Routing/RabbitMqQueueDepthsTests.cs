using Messaging.Hosting.Routing;
using Messaging.RabbitMq;
using Messaging.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Messaging.Hosting.Tests.Routing;

public sealed class RabbitMqQueueDepthsTests : IAsyncLifetime
{
    private readonly string _name = QueueNames.Task($"test-{Guid.NewGuid():N}");
    private IConnection _connection = null!;
    private IChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync();
        _channel = await _connection.CreateChannelAsync();
        await _channel.QueueDeclareAsync(
            _name,
            durable: true,
            exclusive: false,
            autoDelete: false,
            QueueArguments.Of(_name).ToDictionary(argument => argument.Key, argument => (object?)argument.Value));
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.QueueDeleteAsync(_name);
        await _connection.DisposeAsync();
    }

    [Fact]
    public async Task What_waits_is_counted_and_an_unknown_queue_is_left_out()
    {
        await using var depths = Depths(TestServers.RabbitMq);
        (await depths.Ready(["tasks.unknown", _name], CancellationToken.None)).ShouldBe(new Dictionary<string, long> { [_name] = 0 });
        await _channel.BasicPublishAsync("", _name, body: default);
        await _channel.BasicPublishAsync("", _name, body: default);

        await Eventually.Is(async () => (await depths.Ready(["tasks.unknown", _name], CancellationToken.None))[_name] == 2);

        await _channel.BasicGetAsync(_name, autoAck: false);
        await Eventually.Is(async () => (await depths.Ready([_name], CancellationToken.None))[_name] == 1);
    }

    [Fact]
    public async Task Consumers_are_counted_and_an_unknown_queue_is_left_out()
    {
        await using var depths = Depths(TestServers.RabbitMq);
        (await depths.Consumers(["tasks.unknown", _name], CancellationToken.None)).ShouldBe(new Dictionary<string, long> { [_name] = 0 });

        await _channel.BasicConsumeAsync(_name, autoAck: false, new AsyncEventingBasicConsumer(_channel));
        await _channel.BasicConsumeAsync(_name, autoAck: false, new AsyncEventingBasicConsumer(_channel));

        await Eventually.Is(async () => (await depths.Consumers([_name], CancellationToken.None))[_name] == 2);
    }

    [Fact]
    public async Task A_broker_that_is_away_is_told_apart_from_an_empty_one()
    {
        // Nobody listens there.
        await using var depths = Depths("amqp://127.0.0.1:1/");

        await Should.ThrowAsync<BrokerUnavailableException>(() => depths.Ready([], CancellationToken.None));
    }

    private static RabbitMqQueueDepths Depths(string broker) =>
        new(
            Options.Create(new RabbitMqOptions { ConnectionString = broker }),
            new BrokerAnswers(TimeProvider.System, NullLogger<BrokerAnswers>.Instance));
}
