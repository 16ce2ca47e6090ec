using System.Collections.Concurrent;
using System.Globalization;
using Messaging.BundledTasks.Http;
using Messaging.Tasks;
using Messaging.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static Messaging.BundledTasks.Tests.Http.ApiServer;

namespace Messaging.BundledTasks.Tests.Http;

public sealed class RequestHttpFailureTests
{
    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task What_the_api_refuses_fails_for_good_and_says_why(int status)
    {
        await using var server = await Start(
            Answer(status, "{\"title\":\"No such thing.\"}" + new string('x', 10_000), "application/problem+json"));
        await using var tasks = HttpTasks.Create();

        var error = (await tasks.Run("http.request", new { url = $"{server.Url}/secret-path" })).ShouldFailForGood();

        error.Message.ShouldContain(status.ToString(CultureInfo.InvariantCulture));
        error.Message.ShouldContain("No such thing.");
        error.Message.ShouldNotContain("secret-path");
        error.Message.Length.ShouldBeLessThan(2_200);
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_the_api_cannot_do_now_is_tried_a_few_times_and_then_retried(int status)
    {
        await using var server = await Start(Answer(status, "Busy."));
        await using var tasks = HttpTasks.Create();

        (await tasks.Run("http.request", new { url = server.Url })).ShouldBeRetried().Message.ShouldContain("Busy.");

        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_try_that_succeeds_makes_the_attempt_succeed()
    {
        await using var server = await Start(
            Answer(503), context => { context.Abort(); return Task.CompletedTask; }, Answer(200, "Done", "text/plain"));
        await using var tasks = HttpTasks.Create();
        var id = Guid.NewGuid();

        var result = await tasks.Succeed("http.request", new { url = server.Url, method = "POST" }, id);

        result.GetProperty("body").GetString().ShouldBe("Done");
        server.Requests.Count.ShouldBe(3);
        server.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct().ShouldBe([id.ToString()]);
    }

    [Fact]
    public async Task Nobody_listening_is_retried()
    {
        var server = await Start(Answer(200));
        var url = server.Url;
        await server.DisposeAsync();
        await using var tasks = HttpTasks.Create();

        (await tasks.Run("http.request", new { url })).ShouldBeRetried();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_long_retry_after_ends_the_attempt_at_once(int status)
    {
        await using var server = await Start(Answer(status, headers: ("Retry-After", "120")));
        await using var tasks = HttpTasks.Create();

        (await RetryAt(tasks, server)).ShouldBe(tasks.Clock.GetUtcNow() + TimeSpan.FromSeconds(120));

        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_retry_after_may_be_a_date()
    {
        await using var tasks = HttpTasks.Create();
        var date = tasks.Clock.GetUtcNow() + TimeSpan.FromMinutes(7);
        await using var server = await Start(Answer(503, headers: ("Retry-After", date.ToString("r", CultureInfo.InvariantCulture))));

        (await RetryAt(tasks, server)).ShouldBe(date);
    }

    [Fact]
    public async Task A_short_retry_after_is_waited_for_within_the_attempt()
    {
        await using var tasks = HttpTasks.Create();
        var calls = new ConcurrentQueue<DateTimeOffset>();
        await using var server = await Start(context =>
        {
            calls.Enqueue(tasks.Clock.GetUtcNow());
            return Answer(calls.Count == 1 ? 429 : 200, headers: ("Retry-After", "2"))(context);
        });
        var outcome = tasks.Run("http.request", new { url = server.Url });

        await Eventually.Is(() =>
        {
            tasks.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return outcome.IsCompleted;
        });

        (await outcome).ShouldSucceed();
        calls.Count.ShouldBe(2);
        (calls.Last() - calls.First()).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("Thu, 01 Jan 1998 00:00:00 GMT")]
    public async Task A_retry_after_that_has_passed_is_followed_by_the_policys_own_delay(string retryAfter)
    {
        await using var server = await Start(Answer(503, headers: ("Retry-After", retryAfter)));
        await using var tasks = HttpTasks.Create();

        var wait = (await RetryAt(tasks, server)).ShouldNotBeNull() - tasks.Clock.GetUtcNow();

        wait.ShouldBeGreaterThan(TimeSpan.Zero);
        wait.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(2));
        server.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("Thu, 01 Jan 1998 00:00:00 GMT")]
    public async Task A_retry_after_that_has_passed_does_not_shorten_the_wait_within_the_attempt(string retryAfter)
    {
        await using var tasks = HttpTasks.Create(("Tasks:Http:RetryDelay", "00:00:10"));
        var calls = new ConcurrentQueue<DateTimeOffset>();
        await using var server = await Start(context =>
        {
            calls.Enqueue(tasks.Clock.GetUtcNow());
            return Answer(503, headers: ("Retry-After", retryAfter))(context);
        });
        var outcome = tasks.Run("http.request", new { url = server.Url });

        await Eventually.Is(() =>
        {
            tasks.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return outcome.IsCompleted;
        });

        calls.Distinct().Count().ShouldBe(3, "no two tries at the same time");
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData(5d, 5)]
    public async Task A_try_that_takes_too_long_is_given_up(double? timeoutSeconds, int seconds)
    {
        var never = new TaskCompletionSource();
        await using var server = await Start(context => never.Task.WaitAsync(context.RequestAborted));
        await using var tasks = HttpTasks.Create(("Tasks:Http:Tries", "1"));
        var outcome = tasks.Run("http.request", new { url = server.Url, timeoutSeconds });
        await Eventually.Is(() => server.Requests.Count == 1);

        tasks.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        outcome.IsCompleted.ShouldBeFalse();
        tasks.Clock.Advance(TimeSpan.FromSeconds(1));

        (await outcome).ShouldBeRetried().Message.ShouldContain("timeout");
    }

    [Fact]
    public async Task A_body_that_never_ends_is_given_up_too()
    {
        var never = new TaskCompletionSource();
        await using var server = await Start(async context =>
        {
            await context.Response.StartAsync();
            await never.Task.WaitAsync(context.RequestAborted);
        });
        await using var tasks = HttpTasks.Create(("Tasks:Http:Tries", "1"));
        var outcome = tasks.Run("http.request", new { url = server.Url });
        await Eventually.Is(() => server.Requests.Count == 1);

        tasks.Clock.Advance(TimeSpan.FromSeconds(30));

        (await outcome).ShouldBeRetried();
    }

    [Fact]
    public async Task A_cancelled_attempt_stops_waiting()
    {
        var never = new TaskCompletionSource();
        await using var server = await Start(context => never.Task.WaitAsync(context.RequestAborted));
        await using var tasks = HttpTasks.Create();
        using var stop = new CancellationTokenSource();
        var outcome = tasks.Run("http.request", new { url = server.Url }, cancellationToken: stop.Token);
        await Eventually.Is(() => server.Requests.Count == 1);

        await stop.CancelAsync();

        (await outcome).ShouldBeOfType<TaskOutcome.Stopped>();
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_host_that_keeps_failing_is_left_alone_for_a_while_and_others_are_not()
    {
        await using var down = await Start(Answer(500), Answer(500), Answer(500), Answer(500), Answer(200));
        await using var up = await Start(Answer(200));
        await using var tasks = HttpTasks.Create(("Tasks:Http:Tries", "1"), ("Tasks:Http:BreakerMinimumCalls", "4"));
        for (var call = 0; call < 4; call++)
        {
            await tasks.Run("http.request", new { url = down.Url });
        }

        tasks.Clock.Advance(TimeSpan.FromSeconds(10));
        var refused = await RetryAt(tasks, down);
        await tasks.Succeed("http.request", new { url = up.Url });

        refused.ShouldBe(tasks.Clock.GetUtcNow() + TimeSpan.FromSeconds(20));
        down.Requests.Count.ShouldBe(4);
        tasks.Clock.Advance(TimeSpan.FromSeconds(20));
        await tasks.Succeed("http.request", new { url = down.Url });
    }

    [Fact]
    public async Task However_many_hosts_are_called_no_more_than_a_bound_are_remembered()
    {
        await using var server = await Start(Answer(200));
        var port = new Uri(server.Url).Port;
        await using var tasks = HttpTasks.Create();
        var pipelines = tasks.Services.GetRequiredService<HostPipelines>();
        for (var host = 0; host < HostPipelines.HostLimit + 10; host++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://h{host}.example.com/");
            var pipeline = pipelines.For(request);
            pipelines.For(request).ShouldBeSameAs(pipeline);
        }

        pipelines.Count.ShouldBe(10);
        await tasks.Succeed("http.request", new { url = $"http://127.0.0.1:{port}/" });
        pipelines.Count.ShouldBe(11);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_tried_again()
    {
        await using var server = await Start(
            async context =>
            {
                context.Response.ContentLength = 100;
                await context.Response.WriteAsync("half");
                context.Abort();
            },
            Answer(200, "whole", "text/plain"));
        await using var tasks = HttpTasks.Create();

        (await tasks.Succeed("http.request", new { url = server.Url })).GetProperty("body").GetString().ShouldBe("whole");

        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_api_that_refuses_is_not_one_that_fails()
    {
        await using var server = await Start(Answer(404));
        await using var tasks = HttpTasks.Create(("Tasks:Http:BreakerMinimumCalls", "2"));
        for (var call = 0; call < 5; call++)
        {
            (await tasks.Run("http.request", new { url = server.Url })).ShouldFailForGood();
        }

        server.Requests.Count.ShouldBe(5);
    }

    private static async Task<DateTimeOffset?> RetryAt(WorkerTasks tasks, ApiServer server) =>
        (await tasks.Run("http.request", new { url = server.Url })).ShouldBeOfType<TaskOutcome.Failed>().RetryAt;
}
