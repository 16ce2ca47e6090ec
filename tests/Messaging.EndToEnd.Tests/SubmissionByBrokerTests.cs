using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;
using RabbitMQ.Client;

namespace Messaging.EndToEnd.Tests;

[Collection(RunningServersCollection.Name)]
public sealed class SubmissionByBrokerTests(RunningSystem running)
{
    private readonly Guid _id = Guid.NewGuid();

    [Theory]
    [InlineData("", "submit-task")]
    [InlineData("submit-task", "")]
    public async Task Json_that_anybody_publishes_becomes_a_task_that_runs(string exchange, string routingKey)
    {
        await Publish(Body("""{"a": 1, "b": 2}"""), exchange, routingKey);

        var task = await WaitForEnd();
        task.State.ShouldBe("Succeeded");
        task.Result.GetRawText().ShouldContain("3");
    }

    [Fact]
    public async Task A_handwritten_envelope_becomes_a_task_that_runs()
    {
        await Publish($$"""{"messageType": ["urn:message:Messaging.Contracts:SubmitTask"], "message": {{Body("""{"a": 2, "b": 2}""")}}}""", contentType: "application/vnd.masstransit+json");

        (await WaitForEnd()).State.ShouldBe("Succeeded");
    }

    [Fact]
    public async Task What_is_invalid_is_a_failed_task_that_its_publisher_can_ask_for()
    {
        await Publish(Body("""{"a": "one"}"""));

        var task = await WaitForEnd();
        task.State.ShouldBe("Failed");
        task.ErrorType.ShouldBe("invalid-submission");
        task.Json.ToString().ShouldContain("args.a");
        task.Json.ToString().ShouldContain("args.b");
    }

    [Fact]
    public async Task What_is_invalid_and_has_no_id_is_listed_with_what_cannot_be_read()
    {
        var name = $"no.such.task.{Guid.NewGuid():N}";

        await Publish($$"""{"name": "{{name}}"}""");

        var listed = await Eventually.Get(
            async () =>
                (await running.System.StatusQuery.Http.GetFromJsonAsync<JsonElement>("/api/v1/undecodable?limit=100"))
                    .EnumerateArray()
                    .FirstOrDefault(message => message.GetProperty("body").GetString()!.Contains(name, StringComparison.Ordinal)),
            message => message.ValueKind == JsonValueKind.Object);
        listed.GetProperty("queue").GetString().ShouldBe("submit-task_error");
        listed.GetProperty("reasons").ToString().ShouldContain("No worker knows a task named");
    }

    [Fact]
    public async Task A_publisher_that_asks_for_an_answer_gets_it_in_its_queue()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync()).QueueName;

        await Publish(Body("""{"a": 1, "b": 2}"""), properties: new BasicProperties { ReplyTo = queue, CorrelationId = "order 17" });
        var accepted = await Answer(channel, queue);
        accepted.BasicProperties.CorrelationId.ShouldBe("order 17");
        accepted.BasicProperties.Type.ShouldBe("TaskAccepted");
        JsonElement.Parse(accepted.Body.Span).GetProperty("taskId").GetGuid().ShouldBe(_id);

        await Publish(Body("""{"a": 1, "b": 3}"""), properties: new BasicProperties { ReplyTo = queue, CorrelationId = "order 18" });
        var refused = await Answer(channel, queue);
        refused.BasicProperties.CorrelationId.ShouldBe("order 18");
        refused.BasicProperties.Type.ShouldBe("TaskRefused");
        JsonElement.Parse(refused.Body.Span).GetProperty("status").GetInt32().ShouldBe(409);
    }

    [Fact]
    public async Task A_message_id_that_is_no_uuid_stands_for_one_task_however_often_it_comes()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        var messageId = $"order {_id}";
        var ids = new List<Guid>();

        for (var time = 0; time < 2; time++)
        {
            await Publish("""{"name": "math.add", "args": {"a": 1, "b": 2}}""", properties: new BasicProperties { MessageId = messageId, ReplyTo = queue });
            ids.Add(JsonElement.Parse((await Answer(channel, queue)).Body.Span).GetProperty("taskId").GetGuid());
        }

        ids.Distinct().ShouldHaveSingleItem();
        (await running.System.WaitForEnd(ids[0])).State.ShouldBe("Succeeded");
    }

    [Fact]
    public async Task The_trace_of_a_publisher_goes_on_in_its_task()
    {
        const string TraceId = "0af7651916cd43dd8448eb211c80319c";

        await Publish(Body("""{"a": 1, "b": 2}"""), properties: new BasicProperties { Headers = new Dictionary<string, object?> { ["traceparent"] = $"00-{TraceId}-b7ad6b7169203331-01" } });

        (await WaitForEnd()).Json.GetProperty("traceId").GetString().ShouldBe(TraceId);
    }

    private string Body(string arguments) => $$"""{"id": "{{_id}}", "name": "math.add", "args": {{arguments}}}""";

    private async Task<TaskView> WaitForEnd()
    {
        await Eventually.Is(async () => (await running.System.Get(_id)).IsSuccessStatusCode);
        return await running.System.WaitForEnd(_id);
    }

    private static async Task<BasicGetResult> Answer(IChannel channel, string queue) =>
        (await Eventually.Get(() => channel.BasicGetAsync(queue, autoAck: true), answer => answer is not null))!;

    private static async Task Publish(
        string body,
        string exchange = "",
        string routingKey = "submit-task",
        string contentType = "application/json",
        BasicProperties? properties = null)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        properties ??= new BasicProperties();
        properties.ContentType = contentType;
        properties.Persistent = true;
        await channel.BasicPublishAsync(exchange, routingKey, mandatory: true, properties, Encoding.UTF8.GetBytes(body));
    }
}
