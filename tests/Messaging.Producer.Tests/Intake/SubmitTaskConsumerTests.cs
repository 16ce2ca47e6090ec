using System.Net;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Messaging.Producer.Tests.Endpoints;
using Messaging.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Producer.Tests.Intake;

public sealed class SubmitTaskConsumerTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static readonly Guid Id = Guid.Parse("0b5a4c1e-7d7b-4f0e-9a55-2f5c3f3b7a02");

    [Fact]
    public async Task A_submission_in_an_envelope_becomes_a_task_with_all_that_it_says()
    {
        await using var host = await ProducerHost.Start();

        await Send(host, new SubmitTask
        {
            Id = Id,
            Name = "math.add",
            Args = JsonElement.Parse("""{"a":1,"b":2}"""),
            Queue = "slow",
            Delay = TimeSpan.FromHours(1),
            Retry = new RetryOverride { MaxAttempts = 3, BaseDelay = TimeSpan.FromSeconds(2) },
            TimeLimit = TimeSpan.FromMinutes(5),
            Key = "customer 7",
            Tags = ["nightly"],
            TraceParent = TraceParent,
        });

        var row = await Stored(host, Id);
        row.State.ShouldBe(TaskState.Scheduled);
        row.Name.ShouldBe("math.add");
        row.Arguments!.Value.GetRawText().ShouldBe("""{"a":1,"b":2}""");
        row.Queue.ShouldBe("slow");
        (row.DueAt - row.SubmittedAt).ShouldBe(TimeSpan.FromHours(1));
        row.Retry.ShouldBe(new RetryOverride { MaxAttempts = 3, BaseDelay = TimeSpan.FromSeconds(2) });
        row.TimeLimit.ShouldBe(TimeSpan.FromMinutes(5));
        row.Key.ShouldBe("customer 7");
        row.Tags.ShouldBe(["nightly"]);
        row.TraceParent.ShouldBe(TraceParent);
    }

    [Fact]
    public async Task A_submission_that_is_published_arrives_too()
    {
        await using var host = await ProducerHost.Start();

        await host.Get<IBus>().Publish(new SubmitTask { Id = Id, Name = "math.add" });

        (await host.Command(Id)).Name.ShouldBe("math.add");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task The_json_of_a_request_is_taken_as_it_is(string contentType)
    {
        await using var host = await ProducerHost.Start();

        await Send(host, $$"""{"id": "{{Id}}", "name": "math.add", "args": {"a": 1, "b": 2}, "timeLimit": "30s"}""", contentType);

        var command = await host.Command(Id);
        command.TimeLimit.ShouldBe(TimeSpan.FromSeconds(30));
        command.Arguments.GetRawText().ShouldBe("""{"a": 1, "b": 2}""");
    }

    [Fact]
    public async Task Without_an_id_the_message_s_own_is_the_task_s()
    {
        await using var host = await ProducerHost.Start();

        await Send(host, """{"name": "math.add"}""", messageId: Id);

        (await host.Command(Id)).Name.ShouldBe("math.add");
    }

    [Fact]
    public async Task What_repeats_a_submission_over_http_changes_nothing()
    {
        await using var host = await ProducerHost.Start();
        var body = $$"""{"id": "{{Id}}", "name": "math.add", "args": {"a": 1} }""";
        (await host.Submit(body)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        var answer = await Ask(host, body);

        answer.ShouldBeOfType<TaskAccepted>().TaskId.ShouldBe(Id);
    }

    [Fact]
    public async Task What_repeats_a_submission_is_accepted_also_when_the_task_has_expired_meanwhile()
    {
        var clock = new FakeTimeProvider();
        await using var host = await ProducerHost.Start(clock);
        var body = $$"""{"id": "{{Id}}", "name": "math.add", "expiresAt": "{{clock.GetUtcNow().AddMinutes(1):O}}"}""";
        (await Ask(host, body)).ShouldBeOfType<TaskAccepted>();
        clock.Advance(TimeSpan.FromMinutes(2));

        (await Ask(host, body)).ShouldBeOfType<TaskAccepted>().TaskId.ShouldBe(Id);
    }

    [Fact]
    public async Task What_came_too_late_is_refused_again_when_it_is_repeated()
    {
        var clock = new FakeTimeProvider();
        await using var host = await ProducerHost.Start(clock);
        var body = $$"""{"id": "{{Id}}", "name": "math.add", "expiresAt": "{{clock.GetUtcNow():O}}"}""";

        (await Ask(host, body)).ShouldBeOfType<TaskRefused>().Status.ShouldBe(422);
        (await Ask(host, body)).ShouldBeOfType<TaskRefused>().Status.ShouldBe(422);
        (await Stored(host, Id)).LatestAttempt!.Error!.Type.ShouldBe("invalid-submission");
    }

    [Fact]
    public async Task Something_else_under_the_same_id_is_dropped_and_the_first_stays()
    {
        await using var host = await ProducerHost.Start();
        await host.Submit($$"""{"id": "{{Id}}", "name": "math.add", "args": {"a": 1} }""");

        var answer = await Ask(host, $$"""{"id": "{{Id}}", "name": "math.subtract", "args": {"a": 1} }""");

        answer.ShouldBeOfType<TaskRefused>().Status.ShouldBe(409);
        (await Stored(host, Id)).Name.ShouldBe("math.add");
    }

    [Theory]
    [InlineData("""{"id": "0b5a4c1e-7d7b-4f0e-9a55-2f5c3f3b7a02", "name": "math.add", "arguments": {}, "queue": "Not A Queue"}""", "queue", 422)]
    [InlineData("""{"id": "0b5a4c1e-7d7b-4f0e-9a55-2f5c3f3b7a02", "name": "math.add", "arguments": {}, "queue": "Not A Queue"}""", "arguments", 422)]
    [InlineData("""{"id": "0b5a4c1e-7d7b-4f0e-9a55-2f5c3f3b7a02", "args": {"a": 1}}""", "name", 422)]
    [InlineData("""{"id": "0b5a4c1e-7d7b-4f0e-9a55-2f5c3f3b7a02", "name": 5}""", "name", 422)]
    public async Task What_is_invalid_becomes_a_failed_task_that_says_all_that_is_wrong(string body, string mentioned, int status)
    {
        await using var host = await ProducerHost.Start();

        var answer = await Ask(host, body);

        answer.ShouldBeOfType<TaskRefused>().Status.ShouldBe(status);
        var row = await Stored(host, Id);
        row.State.ShouldBe(TaskState.Failed);
        row.DueAt.ShouldBeNull();
        row.LatestAttempt!.Error!.Type.ShouldBe("invalid-submission");
        row.LatestAttempt.Error.Message.ShouldContain(mentioned);
        host.Commands.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"name": "math.add",""", "not valid JSON")]
    [InlineData("""{"name": "math.add", "name": "math.add"}""", "twice")]
    [InlineData("""[1]""", "object")]
    [InlineData("""{"args":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}""", "not valid JSON")]
    public async Task What_cannot_be_read_becomes_a_failed_task_under_the_message_s_id(string body, string mentioned)
    {
        await using var host = await ProducerHost.Start();

        await Send(host, body, messageId: Id);

        var row = await Eventually.Get(() => host.Row(Id), row => row?.State == TaskState.Failed);
        row!.LatestAttempt!.Error!.Message.ShouldContain(mentioned);
    }

    [Fact]
    public async Task An_invalid_submission_does_not_touch_a_task_that_has_its_id()
    {
        await using var host = await ProducerHost.Start();
        await host.Submit($$"""{"id": "{{Id}}", "name": "math.add"}""");

        var answer = await Ask(host, $$"""{"id": "{{Id}}", "name": ""}""");

        answer.ShouldBeOfType<TaskRefused>();
        (await Stored(host, Id)).State.ShouldBe(TaskState.Queued);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_unread()
    {
        await using var host = await ProducerHost.Start();

        await Send(host, $$"""{"name": "math.add", "args": "{{new string('x', 300 * 1024)}}"}""", messageId: Id);

        var row = await Eventually.Get(() => host.Row(Id), row => row?.State == TaskState.Failed);
        row!.LatestAttempt!.Error!.Message.ShouldContain("256 KiB");
    }

    [Fact]
    public async Task While_the_store_is_away_a_submission_waits_for_it()
    {
        await using var host = await ProducerHost.Start();
        host.Store.RefusesCommits = true;
        await Send(host, $$"""{"id": "{{Id}}", "name": "math.add"}""");
        await Eventually.Is(() => host.Store.Refusals > 1);

        host.Store.RefusesCommits = false;

        (await host.Command(Id)).Name.ShouldBe("math.add");
    }

    private static async Task Send(ProducerHost host, SubmitTask message) => await (await Endpoint(host)).Send(message);

    private static async Task Send(ProducerHost host, string body, string contentType = "application/json", Guid? messageId = null) =>
        await (await Endpoint(host)).Send(new SubmitTask { Name = "" }, context =>
        {
            context.MessageId = messageId;
            context.Serializer = new CopyBodySerializer(new ContentType(contentType), new BytesMessageBody(Encoding.UTF8.GetBytes(body)));
        });

    private static Task<ISendEndpoint> Endpoint(ProducerHost host) => host.Get<IBus>().GetSendEndpoint(new Uri("exchange:submit-task"));

    private static async Task<object> Ask(ProducerHost host, string body)
    {
        var answered = new TaskCompletionSource<object>();
        var handle = host.Get<IBus>().ConnectReceiveEndpoint(Guid.NewGuid().ToString("N"), endpoint =>
        {
            endpoint.Handler<TaskAccepted>(context => Task.FromResult(answered.TrySetResult(context.Message)));
            endpoint.Handler<TaskRefused>(context => Task.FromResult(answered.TrySetResult(context.Message)));
        });
        var ready = await handle.Ready;
        var message = JsonElement.Parse(body);
        await (await Endpoint(host)).Send(new SubmitTask { Name = "" }, context =>
        {
            context.Serializer = new CopyBodySerializer(
                SystemTextJsonMessageSerializer.JsonContentType,
                new BytesMessageBody(JsonSerializer.SerializeToUtf8Bytes(new
                {
                    messageId = Guid.NewGuid(),
                    responseAddress = ready.InputAddress,
                    messageType = new[] { "urn:message:Messaging.Contracts:SubmitTask" },
                    message,
                })));
        });
        return await answered.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static async Task<TaskSaga> Stored(ProducerHost host, Guid id) =>
        (await Eventually.Get(() => host.Row(id), row => row is not null))!;
}
