using System.Text;
using Messaging.Hosting.Routing;
using Messaging.Hosting.Undecodable;
using Messaging.RabbitMq;
using Messaging.TestSupport;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Messaging.Hosting.Tests.Undecodable;

public sealed class RabbitMqUndecodableQueuesTests : IAsyncLifetime
{
    private readonly string _name = QueueNames.Task($"test-{Guid.NewGuid():N}");
    private readonly RabbitMqUndecodableQueues _queues = Queues(TestServers.RabbitMq);
    private IConnection _connection = null!;
    private IChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync();
        _channel = await _connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        // As MassTransit declares it: with the arguments of the queue it belongs to.
        await _channel.QueueDeclareAsync(
            _name + "_error",
            durable: true,
            exclusive: false,
            autoDelete: false,
            QueueArguments.Of(_name).ToDictionary(argument => argument.Key, argument => (object?)argument.Value));
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.QueueDeleteAsync(_name + "_error");
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
        _queues.Dispose();
    }

    [Fact]
    public async Task What_was_put_aside_is_told_with_its_reasons_and_the_beginning_of_its_body()
    {
        await PutAside("{ no json " + new string('x', 2000));

        var message = (await Peek(10)).ShouldHaveSingleItem();

        (message.Queue, message.Size, message.ContentType).ShouldBe((_name + "_error", 2010, "application/json"));
        message.Body.ShouldBe("{ no json " + new string('x', 1014));
        message.At.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        message.Reasons.ShouldBe(
            new Dictionary<string, string>
            {
                ["MT-Reason"] = "fault",
                ["MT-Fault-Message"] = "No JSON.",
                ["MT-Fault-Timestamp"] = "2026-01-02T03:04:05Z",
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task However_often_somebody_looks_everything_stays_there()
    {
        await PutAside("first");
        await PutAside("second");

        for (var look = 0; look < QueueArguments.TaskDeliveryLimit + 10; look++)
        {
            // The broker takes a moment to put back what was looked at before.
            await Eventually.Is(async () => await _channel.MessageCountAsync(_name + "_error") == 2);
            (await Peek(10)).Select(message => message.Body).ShouldBe(["first", "second"], ignoreOrder: true);
        }

        (await Peek(10)).ShouldAllBe(message => message.Reasons["MT-Reason"] == "fault");
    }

    [Fact]
    public async Task No_more_is_told_than_was_asked_for()
    {
        await PutAside("first");
        await PutAside("second");

        (await Peek(1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_that_is_put_back_is_in_its_queue_as_it_was_sent_and_nowhere_else()
    {
        await _channel.QueueDeclareAsync(_name, durable: true, exclusive: false, autoDelete: true);
        await PutAside("first");
        await PutAside("second", "m2");
        await PutAside("third");

        (await _queues.PutBack(_name, "m2", CancellationToken.None)).ShouldBeTrue();

        var message = (await Eventually.Get(() => _channel.BasicGetAsync(_name, autoAck: true), message => message is not null))!;
        Encoding.UTF8.GetString(message.Body.Span).ShouldBe("second");
        (message.BasicProperties.MessageId, message.BasicProperties.ContentType).ShouldBe(("m2", "application/json"));
        // The client library numbers every message that is to be confirmed.
        message.BasicProperties.Headers!.Keys.Except(["x-dotnet-pub-seq-no"]).ShouldBe(["other"]);
        await Eventually.Is(async () => (await Peek(10)).Select(left => left.Body).Order().SequenceEqual(["first", "third"]));
        (await _queues.PutBack(_name, "m2", CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_message_that_is_put_back_while_its_queue_is_not_there_stays()
    {
        await PutAside("first", "m1");

        await Should.ThrowAsync<BrokerUnavailableException>(() => _queues.PutBack(_name, "m1", CancellationToken.None));

        await Eventually.Is(async () => (await Peek(10)).Select(left => left.MessageId).SequenceEqual(["m1"]));
    }

    [Fact]
    public async Task A_message_without_an_id_is_named_by_its_body_and_dropped_alone()
    {
        await PutAside("first");
        await PutAside("second");
        var first = (await Peek(10)).Single(message => message.Body == "first");

        await Eventually.Is(async () => await _channel.MessageCountAsync(_name + "_error") == 2);
        (await _queues.Drop(_name, first.MessageId, CancellationToken.None)).ShouldBeTrue();

        await Eventually.Is(async () => (await Peek(10)).Select(left => left.Body).SequenceEqual(["second"]));
    }

    [Fact]
    public async Task A_broker_that_is_away_is_told_of() =>
        await Should.ThrowAsync<BrokerUnavailableException>(
            () => Queues("amqp://guest:guest@127.0.0.1:1/").Peek([_name], 10, CancellationToken.None));

    private static RabbitMqUndecodableQueues Queues(string connectionString) =>
        new(Options.Create(new RabbitMqOptions { ConnectionString = connectionString }));

    private Task<IReadOnlyList<UndecodableDelivery>> Peek(int limit) =>
        _queues.Peek([QueueNames.Task("never-declared"), _name], limit, CancellationToken.None);

    private async Task PutAside(string body, string? id = null) => await _channel.BasicPublishAsync(
        "",
        _name + "_error",
        mandatory: true,
        new BasicProperties
        {
            ContentType = "application/json",
            Persistent = true,
            MessageId = id,
            Headers = new Dictionary<string, object?>
            {
                ["MT-Reason"] = "fault",
                ["MT-Fault-Message"] = "No JSON.",
                ["MT-Fault-Timestamp"] = "2026-01-02T03:04:05Z",
                ["MT-Fault-StackTrace"] = "at x",
                ["other"] = "y",
            },
        },
        Encoding.UTF8.GetBytes(body));
}
