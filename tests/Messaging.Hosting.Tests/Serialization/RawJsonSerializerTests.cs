using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit.Context;
using Messaging.Contracts;

namespace Messaging.Hosting.Tests.Serialization;

public sealed class RawJsonSerializerTests
{
    private static readonly Guid Id = Guid.Parse("0197a000-0000-7000-8000-000000000001");

    [Theory]
    [InlineData("\"\\ud800 half, \\u00e4 escaped, ä plain, \\/ and \\u0000\"")]
    [InlineData("{\"\\udc00\":1,\"twice\":1,\"twice\":2}")]
    [InlineData("[1e400,-1e-400,12345678901234567890,0.1000,-0]")]
    [InlineData("{ \"spaced\" :\t[ ] }")]
    [InlineData("null")]
    [InlineData("\"\"")]
    public void Arguments_and_results_arrive_byte_for_byte(string json)
    {
        var command = RawJsonBody.Write(new RunTask { TaskId = Id, Name = "n", Arguments = JsonElement.Parse(json) });
        var events = RawJsonBody.Write(new TaskEvents { Succeeded = [Succeeded(JsonElement.Parse(json))] });

        command.ShouldContain($"\"arguments\":{json},");
        events.ShouldContain($"\"result\":{json}}}");
        RawJsonBody.Read<RunTask>(command).Arguments.GetRawText().ShouldBe(json);
        var result = RawJsonBody.Read<TaskEvents>(events).Succeeded.ShouldHaveSingleItem().Result;
        (result?.GetRawText() ?? "null").ShouldBe(json);
    }

    [Fact]
    public void Text_that_is_no_valid_unicode_does_not_stop_a_message()
    {
        var read = RawJsonBody.Read<RunTask>(
            RawJsonBody.Write(new RunTask { TaskId = Id, Name = "half \ud800, ä, \u2713, <&>", Arguments = JsonElement.Parse("1") }));

        read.Name.ShouldBe("half \ufffd, ä, \u2713, <&>");
    }

    [Fact]
    public void One_event_that_breaks_its_contract_does_not_make_the_others_unreadable()
    {
        var error = new TaskError { Type = "t", Message = null! };
        var failed = new TaskAttemptFailed { TaskId = Id, Attempt = 1, FinishedAt = default, Worker = "w", Error = error };

        RawJsonBody.Read<TaskEvents>(
            RawJsonBody.Write(new TaskEvents { AttemptFailed = [failed, failed with { Error = error with { Message = "m" } }] }))
            .AttemptFailed!.Select(item => item.Error.Message).ShouldBe([null, "m"]);
    }

    [Fact]
    public void The_deepest_result_that_a_handler_can_give_arrives()
    {
        var deepest = new string('[', 64) + new string(']', 64);

        RawJsonBody.Read<TaskEvents>(RawJsonBody.Write(new TaskEvents { Succeeded = [Succeeded(JsonElement.Parse(deepest))] }))
            .Succeeded.ShouldHaveSingleItem().Result!.Value.GetRawText().ShouldBe(deepest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{ this is no JSON")]
    [InlineData("""{"taskId":7,"name":"n","arguments":1}""")]
    [InlineData("""{"taskId":"0197a000-0000-7000-8000-000000000001","name":"n","arguments":1,"attempt":"one"}""")]
    [InlineData("""{"taskId":"0197a000-0000-7000-8000-000000000001","name":"n","arguments":1} and more""")]
    [InlineData("""{"TaskId":"0197a000-0000-7000-8000-000000000001","Name":"n","Arguments":1}""")]
    public void What_is_no_command_is_refused(string body) =>
        Should.Throw<SerializationException>(() => RawJsonBody.Deserialize<RunTask>(body));

    [Theory]
    [InlineData("arguments")]
    [InlineData("unknown")]
    public void What_is_too_deep_is_refused(string member)
    {
        var bomb = new string('[', 100_000);

        Should.Throw<SerializationException>(() => RawJsonBody.Deserialize<RunTask>($$"""{"{{member}}":{{bomb}}"""));
        Should.Throw<SerializationException>(() => RawJsonBody.Deserialize<RunTask>($$"""{"{{member}}":{{bomb[..67]}}{{new string(']', 67)}}}""")).InnerException!.Message.ShouldContain("depth");
    }

    [Fact]
    public void A_content_type_is_for_one_message() =>
        Should.Throw<SerializationException>(() =>
            RawJsonBody.Serializer<RunTask>()
                .GetMessageBody(new MessageSendContext<TaskEvents>(new TaskEvents()))).Message.ShouldContain("RunTask");

    [Fact]
    public void A_body_that_is_passed_on_stays_as_it_came()
    {
        const string Body = """{ "taskId":"0197a000-0000-7000-8000-000000000001", "name":"n", "arguments":1, "addedLater":true }""";
        var serializer = RawJsonBody.Deserialize<RunTask>(Body).GetMessageSerializer();

        serializer.ContentType.MediaType.ShouldBe("application/vnd.messaging.run-task+json");
        serializer.GetMessageBody(new MessageSendContext<RunTask>(RawJsonBody.Read<RunTask>(Body))).GetString().ShouldBe(Body);
    }

    private static TaskSucceeded Succeeded(JsonElement result) =>
        new() { TaskId = Id, Attempt = 1, FinishedAt = default, Worker = "w", Result = result };
}
