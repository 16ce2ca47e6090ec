using System.Text.Json;
using Messaging.Contracts;
using Messaging.Producer.Submission;
using Messaging.Tasks;

namespace Messaging.Producer.Tests.Submission;

public sealed class SubmissionReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_name_is_enough()
    {
        var (task, errors) = Read("""{"name":"math.add"}""");

        errors.ShouldBeEmpty();
        task.Arguments.GetRawText().ShouldBe("{}");
        (task with { Arguments = default })
            .ShouldBe(
                new TaskSubmitted
                {
                    TaskId = Guid.Empty,
                    Name = "math.add",
                    Arguments = default,
                    SubmittedAt = Now,
                    Queue = "default",
                    TraceParent = "trace",
                });
    }

    [Fact]
    public void Everything_that_can_be_said_is_read()
    {
        var (task, errors) = Read(
            """
            {
              "id": "0197a000-0000-7000-8000-000000000001", "name": "math.add", "args": [1, 2.50], "queue": "sums", "delay": "5m", "expiresAt": "2026-01-02T15:00:00+01:00",
              "retry": { "maxAttempts": 3, "backoff": "linear", "baseDelay": "1s", "maxDelay": "PT1M" }, "timeLimit": "100ms", "key": "customer-7", "tags": ["a", "b", "a"]
            }
            """);

        errors.ShouldBeEmpty();
        task.Arguments.GetRawText().ShouldBe("[1, 2.50]");
        task.Tags.ShouldBe(["a", "b"]);
        (task with { Arguments = default, Tags = null }).ShouldBe(new TaskSubmitted
        {
            TaskId = Guid.Parse("0197a000-0000-7000-8000-000000000001"),
            Name = "math.add",
            Arguments = default,
            SubmittedAt = Now,
            Queue = "sums",
            DueAt = Now + TimeSpan.FromMinutes(5),
            ExpiresAt = Now + TimeSpan.FromHours(2),
            Retry = new RetryOverride
            {
                MaxAttempts = 3,
                Backoff = "linear",
                BaseDelay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromMinutes(1),
            },
            TimeLimit = TimeSpan.FromMilliseconds(100),
            Key = "customer-7",
            TraceParent = "trace",
        });
        task.ExpiresAt!.Value.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("\"delay\":\"0s\"")]
    [InlineData("\"notBefore\":\"2026-01-02T12:00:00Z\"")]
    [InlineData("\"notBefore\":\"2026-01-02t12:00:00z\"")]
    [InlineData("\"notBefore\":\"2001-01-01T00:00:00Z\"")]
    [InlineData("\"delay\":null,\"notBefore\":null,\"tags\":null,\"retry\":null,\"id\":null,\"queue\":null,\"args\":null,\"timeLimit\":null,\"expiresAt\":null")]
    public void What_is_not_later_than_now_is_due_at_once(string member)
    {
        var (task, errors) = Read($$"""{"name":"math.add",{{member}}}""");

        errors.ShouldBeEmpty();
        task.DueAt.ShouldBeNull();
    }

    [Fact]
    public void A_submission_may_ask_for_as_much_as_the_policy_of_a_type()
    {
        var (task, errors) = Read("""{"name":"math.add","retry":{"maxAttempts":100,"baseDelay":"1d","maxDelay":"1d"},"timeLimit":"30d"}""");

        errors.ShouldBeEmpty();
        (TaskPolicy.Default with { TimeLimit = task.TimeLimit!.Value }).With(task.Retry).ShouldSatisfyAllConditions(
            policy => policy.TimeLimit.ShouldBe(TimeSpan.FromDays(30)),
            policy => policy.MaxAttempts.ShouldBe(100),
            policy => policy.Backoff.BaseDelay.ShouldBe(TimeSpan.FromDays(1)),
            policy => policy.Backoff.MaxDelay.ShouldBe(TimeSpan.FromDays(1)));
    }

    [Theory]
    [InlineData("""[]""", "$")]
    [InlineData("""null""", "$")]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":1}""", "name")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"a","Name":"b"}""", "Name")]
    [InlineData("""{"name":"a","priority":5}""", "priority")]
    [InlineData("""{"name":"a","id":"4711"}""", "id")]
    [InlineData("""{"name":"a","id":"00000000-0000-0000-0000-000000000000"}""", "id")]
    [InlineData("""{"name":"a","id":1}""", "id")]
    [InlineData("""{"name":"a","queue":"Sums"}""", "queue")]
    [InlineData("""{"name":"a","queue":"poison"}""", "queue")]
    [InlineData("""{"name":"a","queue":7}""", "queue")]
    [InlineData("""{"name":"a","delay":5}""", "delay")]
    [InlineData("""{"name":"a","delay":"5"}""", "delay")]
    [InlineData("""{"name":"a","delay":"-5s"}""", "delay")]
    [InlineData("""{"name":"a","delay":"367d"}""", "delay")]
    [InlineData("""{"name":"a","notBefore":"2030-01-01T00:00:00Z"}""", "notBefore")]
    [InlineData("""{"name":"a","notBefore":"tomorrow"}""", "notBefore")]
    [InlineData("""{"name":"a","notBefore":"2026-01-03"}""", "notBefore")]
    [InlineData("""{"name":"a","notBefore":"2026-01-03T00:00:00"}""", "notBefore")]
    [InlineData("""{"name":"a","notBefore":1767355200}""", "notBefore")]
    [InlineData("""{"name":"a","notBefore":"2026-01-03 00:00:00Z"}""", "notBefore")]
    [InlineData("""{"name":"a","delay":"P1M"}""", "delay")]
    [InlineData("""{"name":"a","delay":"1:30"}""", "delay")]
    [InlineData("""{"name":"a","timeLimit":"P1Y"}""", "timeLimit")]
    [InlineData("""{"name":"a","delay":"1s","notBefore":"2026-01-03T00:00:00Z"}""", "notBefore")]
    [InlineData("""{"name":"a","expiresAt":"2026-01-02T12:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"a","expiresAt":"2026-01-02T13:00:00+01:00"}""", "expiresAt")]
    [InlineData("""{"name":"a","expiresAt":"2026-01-03"}""", "expiresAt")]
    [InlineData("""{"name":"a","delay":"1h","expiresAt":"2026-01-02T13:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"a","retry":3}""", "retry")]
    [InlineData("""{"name":"a","retry":{"attempts":3}}""", "retry.attempts")]
    [InlineData("""{"name":"a","retry":{"maxAttempts":0}}""", "retry.maxAttempts")]
    [InlineData("""{"name":"a","retry":{"maxAttempts":101}}""", "retry.maxAttempts")]
    [InlineData("""{"name":"a","retry":{"maxAttempts":"3"}}""", "retry.maxAttempts")]
    [InlineData("""{"name":"a","retry":{"maxAttempts":1.5}}""", "retry.maxAttempts")]
    [InlineData("""{"name":"a","retry":{"baseDelay":"25h"}}""", "retry.baseDelay")]
    [InlineData("""{"name":"a","retry":{"maxDelay":1}}""", "retry.maxDelay")]
    [InlineData("""{"name":"a","retry":{"backoff":"random"}}""", "retry.backoff")]
    [InlineData("""{"name":"a","retry":{"backoff":"Fixed"}}""", "retry.backoff")]
    [InlineData("""{"name":"a","retry":{"backoff":1}}""", "retry.backoff")]
    [InlineData("""{"name":"a","key":""}""", "key")]
    [InlineData("""{"name":"a","key":1}""", "key")]
    [InlineData("""{"name":"a","timeLimit":"99ms"}""", "timeLimit")]
    [InlineData("""{"name":"a","timeLimit":"31d"}""", "timeLimit")]
    [InlineData("""{"name":"a","tags":"t"}""", "tags")]
    [InlineData("""{"name":"a","tags":[1]}""", "tags")]
    [InlineData("""{"name":"a","tags":[null]}""", "tags")]
    [InlineData("""{"name":"a","tags":[""]}""", "tags")]
    public void What_breaks_a_rule_is_named(string body, string field) => Read(body).Errors.ShouldBe([field]);

    [Fact]
    public void Lengths_are_bounded()
    {
        Read($$"""{"name":"{{new string('n', 100)}}","tags":[{{string.Join(',', Enumerable.Range(0, 20).Select(i => $"\"{new string((char)('a' + i), 64)}\""))}}]}""").Errors.ShouldBeEmpty();
        Read($$"""{"name":"{{new string('n', 101)}}"}""").Errors.ShouldBe(["name"]);
        Read($$"""{"name":"n","key":"{{new string('k', 200)}}"}""").Errors.ShouldBeEmpty();
        Read($$"""{"name":"n","key":"{{new string('k', 201)}}"}""").Errors.ShouldBe(["key"]);
        Read($$"""{"name":"n","tags":["{{new string('t', 65)}}"]}""").Errors.ShouldBe(["tags"]);
        Read($$"""{"name":"n","tags":[{{string.Join(',', Enumerable.Repeat("\"t\"", 21))}}]}""").Errors.ShouldBe(["tags"]);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() =>
        Read("""{"id":"x","queue":"Q","delay":"x","notBefore":"x","expiresAt":"x","retry":{"maxAttempts":0,"baseDelay":"x","y":1},"timeLimit":"x","tags":"x","z":1}""").Errors
            .ShouldBe(
                [
                    "delay",
                    "expiresAt",
                    "id",
                    "name",
                    "notBefore",
                    "queue",
                    "retry.baseDelay",
                    "retry.maxAttempts",
                    "retry.y",
                    "tags",
                    "timeLimit",
                    "z",
                ]);

    [Fact]
    public void Errors_are_bounded_however_much_is_unknown()
    {
        var members = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"x{i}\":0"));

        Read($$"""{"name":"a","retry":{ {{members}} },{{members}} }""").Errors.Length.ShouldBe(40);
    }

    [Theory]
    [InlineData(SubmissionLimits.ArgumentBytes, false)]
    [InlineData(SubmissionLimits.ArgumentBytes + 1, true)]
    public void Arguments_are_measured_as_they_came(int bytes, bool areTooLarge)
    {
        var reader = new SubmissionReader(JsonElement.Parse($$"""{"name":"a","args":"{{new string('x', bytes - 2)}}"}"""), Now);

        reader.Read(default);

        reader.AreArgumentsTooLarge.ShouldBe(areTooLarge);
        reader.Errors.Any.ShouldBeFalse();
    }

    private static (TaskSubmitted Task, string[] Errors) Read(string body)
    {
        var reader = new SubmissionReader(JsonElement.Parse(body), Now);
        var task = reader.Read(new TraceOrigin("trace", null));
        return (task, [.. reader.Errors.ToDictionary().Keys.Order(StringComparer.Ordinal)]);
    }
}
