using System.Text;
using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.TestSupport;
using RabbitMQ.Client;

namespace Messaging.Hosting.Tests.Serialization;

/// <summary>On the real broker: what others send us, and what becomes of that which cannot be read.</summary>
public sealed class RawJsonRabbitMqTests : IAsyncLifetime
{
    private const string RunTaskType = "application/vnd.messaging.run-task+json";
    private const string TaskEventsType = "application/vnd.messaging.task-events+json";

    private IConnection _connection = null!;
    private IChannel _channel = null!;
    private Listener _listener = null!;

    private string ErrorQueue => $"{_listener.Queue}_error";

    public async ValueTask InitializeAsync()
    {
        _connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync();
        _channel = await _connection.CreateChannelAsync();
        _listener = await Listener.Start(isInMemory: false);
        // As MassTransit declares it when it first needs it; asked for a message meanwhile, the broker may close the connection.
        await _channel.QueueDeclareAsync(
            ErrorQueue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            QueueArguments.Of(_listener.Queue).ToDictionary(argument => argument.Key, argument => (object?)argument.Value));
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        foreach (var name in new[] { _listener.Queue, ErrorQueue })
        {
            await _channel.QueueDeleteAsync(name);
            await _channel.ExchangeDeleteAsync(name);
        }

        await _connection.DisposeAsync();
    }

    [Theory]
    [InlineData(RunTaskType)]
    [InlineData("Application/Vnd.Messaging.Run-Task+JSON; charset=utf-8")]
    public async Task Another_language_needs_nothing_but_the_json_and_its_content_type(string contentType)
    {
        await Publish(contentType, """{ "name": "math.add", "arguments": {"left": 1e400}, "taskId": "0197a000-0000-7000-8000-000000000001" }""");

        var received = await _listener.Next<RunTask>();
        received.Message.Name.ShouldBe("math.add");
        received.Message.Arguments.GetRawText().ShouldBe("""{"left": 1e400}""");
        received.Message.Attempt.ShouldBe(1);
        received.Message.Queue.ShouldBe("default");
        received.MessageId.ShouldBeNull();
        received.SentTime.ShouldBeNull();
    }

    [Fact]
    public async Task The_properties_of_amqp_say_what_they_mean()
    {
        var id = Guid.NewGuid();

        await Publish(
            new BasicProperties { ContentType = RunTaskType, MessageId = id.ToString(), Timestamp = new AmqpTimestamp(1_767_323_045) },
            Command("ä"));

        var received = await _listener.Next<RunTask>();
        received.MessageId.ShouldBe(id);
        received.SentTime.ShouldBe(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
    }

    [Fact]
    public async Task A_service_that_knows_nothing_of_lean_bodies_sends_envelopes()
    {
        var bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(configurator => configurator.Host(new Uri(TestServers.RabbitMq)));
        await bus.StartAsync();
        try
        {
            await (await bus.GetSendEndpoint(_listener.Address))
                .Send(new TaskEvents { Canceled = [new TaskCanceled { TaskId = Guid.Empty, Attempt = 7, FinishedAt = default }] });
        }
        finally
        {
            await bus.StopAsync();
        }

        (await _listener.Next<TaskEvents>()).Message.Canceled.ShouldHaveSingleItem().Attempt.ShouldBe(7);
    }

    [Theory]
    [InlineData(RunTaskType, "")]
    [InlineData(RunTaskType, "{ this is no JSON")]
    [InlineData(RunTaskType, "null")]
    [InlineData(RunTaskType, """{"name":"n","arguments":1}""")]
    [InlineData(RunTaskType, """{"taskId":7,"name":"n","arguments":1}""")]
    [InlineData(RunTaskType, "BOMB")]
    [InlineData(TaskEventsType, """{"enqueued":{}}""")]
    [InlineData(TaskEventsType, """[]""")]
    [InlineData("application/vnd.messaging.unheard-of+json", """{"taskId":"0197a000-0000-7000-8000-000000000001","name":"n","arguments":1}""")]
    public async Task What_cannot_be_read_is_put_aside_as_it_came_and_the_endpoint_goes_on(string contentType, string text)
    {
        var body = text == "BOMB" ? $$"""{"arguments":{{new string('[', 100_000)}}""" : text;

        await Publish(contentType, body);
        await ShouldBePutAside(contentType, body);

        await Publish(RunTaskType, Command("next"));
        (await _listener.Next<RunTask>()).Message.Name.ShouldBe("next");
    }

    [Fact]
    public async Task A_message_whose_consumer_fails_is_put_aside_as_it_came_and_can_be_read_when_it_is_put_back()
    {
        _listener.Failure = new InvalidOperationException("Not today.");
        var body = Command("""later","addedLater":" ä""");

        await Publish(RunTaskType, body);
        await ShouldBePutAside(RunTaskType, body);

        _listener.Failure = null;
        await Publish(RunTaskType, body);
        (await _listener.Next<RunTask>()).Message.Name.ShouldBe("later");
    }

    [Fact]
    public async Task A_lean_command_that_the_broker_gave_up_on_is_read_from_where_it_was_put()
    {
        var task = QueueNames.Task(_listener.Queue);
        await _channel.ExchangeDeclareAsync($"{task}-dead", "fanout", durable: true);
        await _channel.QueueBindAsync(_listener.Queue, $"{task}-dead", "");
        await _channel.QueueDeclareAsync(
            task,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-dead-letter-exchange"] = $"{task}-dead" });
        await _channel.BasicPublishAsync(
            "",
            task,
            mandatory: true,
            new BasicProperties { ContentType = RunTaskType, Persistent = true },
            Encoding.UTF8.GetBytes(Command("poison")));

        await _channel.BasicRejectAsync(
            (await Eventually.Get(() => _channel.BasicGetAsync(task, autoAck: false), got => got is not null))!.DeliveryTag,
            requeue: false);

        (await _listener.Next<RunTask>()).Message.Name.ShouldBe("poison");
        await _channel.QueueDeleteAsync(task);
        await _channel.ExchangeDeleteAsync($"{task}-dead");
    }

    private static string Command(string name) => $$"""{"taskId":"0197a000-0000-7000-8000-000000000001","name":"{{name}}","arguments":1}""";

    private Task Publish(string contentType, string body) =>
        Publish(new BasicProperties { ContentType = contentType, Persistent = true }, body);

    private async Task Publish(BasicProperties properties, string body) =>
        await _channel.BasicPublishAsync(_listener.Queue, "", mandatory: true, properties, Encoding.UTF8.GetBytes(body));

    private async Task ShouldBePutAside(string contentType, string body)
    {
        var message = (await Eventually.Get(() => _channel.BasicGetAsync(ErrorQueue, autoAck: true), got => got is not null))!;
        message.BasicProperties.ContentType.ShouldBe(contentType);
        Encoding.UTF8.GetString(message.Body.Span).ShouldBe(body);
    }
}
