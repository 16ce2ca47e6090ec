using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Hosting.Health;
using Messaging.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.AspNetCore.Tests.Health;

public sealed class HealthEndpointsTests
{
    private const string Duration = @"^\d\d:\d\d:\d\d(\.\d{7})?$";

    [Fact]
    public async Task Readiness_tells_the_reason_of_every_check_and_liveness_asks_none_of_them()
    {
        await using var application = await Start(
            health => health
                .AddCheck("store", () => HealthCheckResult.Unhealthy("The task store cannot be reached."), [HealthTags.Ready])
                .AddCheck("bus", () => HealthCheckResult.Degraded("The broker is away."), [HealthTags.Ready])
                .AddCheck("unrelated", () => HealthCheckResult.Unhealthy("Not asked.")));
        using var client = ClientOf(application);

        using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        using var live = await client.GetAsync(new Uri("/health/live", UriKind.Relative));

        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        ready.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        ready.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var body = await Json(ready);
        body.GetProperty("status").GetString().ShouldBe("Unhealthy");
        body.GetProperty("entries")
            .EnumerateObject()
            .Select(check => (check.Name, Text(check.Value, "status"), Text(check.Value, "description")))
            .ShouldBe(
        [
            (
                "loops",
                "Healthy",
                "All 0 background loops complete their rounds."), (
                    "store", "Unhealthy", "The task store cannot be reached."), ("bus", "Degraded", "The broker is away."),
        ]);
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Json(live)).GetProperty("entries").EnumerateObject().Select(check => check.Name).ShouldBe(["hanging-loops"]);
    }

    [Fact]
    public async Task The_answer_has_the_form_that_user_interfaces_of_health_checks_read()
    {
        await using var application = await Start(
            health =>
                health.AddCheck(
                    "store",
                    () =>
                        HealthCheckResult.Unhealthy(
                            "Away.", new InvalidOperationException("A secret"), new Dictionary<string, object> { ["host"] = "A secret" }),
                    [HealthTags.Ready, "cache"]));
        using var client = ClientOf(application);

        using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));

        var body = await Json(ready);
        body.EnumerateObject().Select(member => member.Name).ShouldBe(["status", "totalDuration", "entries"]);
        Text(body, "totalDuration").ShouldNotBeNull().ShouldMatch(Duration);
        var store = body.GetProperty("entries").GetProperty("store");
        store.EnumerateObject().Select(member => member.Name).ShouldBe(["data", "description", "duration", "status", "tags"]);
        store.GetProperty("data").EnumerateObject().Select(member => member.Name).ShouldBe(["since"]);
        (Text(store, "description"), Text(store, "status")).ShouldBe(("Away.", "Unhealthy"));
        Text(store, "duration").ShouldNotBeNull().ShouldMatch(Duration);
        store.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["ready", "cache"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_check_says_since_when_it_is_as_it_is()
    {
        var clock = new FakeTimeProvider();
        var isAway = false;
        await using var application = await Start(
            health =>
                health.AddCheck(
                    "store", () => isAway ? HealthCheckResult.Unhealthy("Away.") : HealthCheckResult.Healthy(), [HealthTags.Ready]), clock);
        using var client = ClientOf(application);
        var start = clock.GetUtcNow();

        (await SinceOf(client, "store")).ShouldBe(start);
        clock.Advance(TimeSpan.FromSeconds(10));
        (await SinceOf(client, "store")).ShouldBe(start);
        isAway = true;
        (await SinceOf(client, "store")).ShouldBe(start.AddSeconds(10));
        clock.Advance(TimeSpan.FromSeconds(10));

        (await SinceOf(client, "store")).ShouldBe(start.AddSeconds(10));
    }

    [Fact]
    public async Task A_process_has_started_once_it_was_ready_whatever_comes_later()
    {
        var isAway = true;
        await using var application = await Start(health =>
            health.AddCheck(
                "store", () => isAway ? HealthCheckResult.Unhealthy("Away.") : HealthCheckResult.Healthy(), [HealthTags.Ready]));
        using var client = ClientOf(application);

        using (var before = await client.GetAsync(new Uri("/health/startup", UriKind.Relative)))
        {
            before.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            Text((await Json(before)).GetProperty("entries").GetProperty("store"), "description").ShouldBe("Away.");
        }

        isAway = false;
        using (var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative)))
        {
            ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        isAway = true;
        using var after = await client.GetAsync(new Uri("/health/startup", UriKind.Relative));

        after.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_check_that_does_not_answer_is_given_up_after_two_seconds()
    {
        var clock = new FakeTimeProvider();
        using var blocked = new ManualResetEventSlim();
        await using var application = await Start(
            health => health.AddCheck("store", () => { blocked.Wait(); return HealthCheckResult.Healthy(); }, [HealthTags.Ready]), clock);
        using var client = ClientOf(application);

        var answer = client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        await Eventually.Is(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            return answer.IsCompleted;
        });
        blocked.Set();

        using var ready = await answer;
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Text((await Json(ready)).GetProperty("entries").GetProperty("store"), "description").ShouldBe("No answer within 2 s.");
    }

    [Fact]
    public async Task What_a_check_throws_is_not_told()
    {
        await using var application = await Start(health =>
            health.AddCheck(
                "store", HealthCheckResult () => throw new InvalidOperationException("redis://:A secret@host"), [HealthTags.Ready]));
        using var client = ClientOf(application);

        using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));

        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.Content.ReadAsStringAsync()).ShouldNotContain("A secret");
        Text((await Json(ready)).GetProperty("entries").GetProperty("store"), "description")
            .ShouldBe("The check itself failed with InvalidOperationException.");
    }

    [Fact]
    public async Task Probes_that_come_together_share_one_run_of_the_checks()
    {
        var runs = 0;
        var answer = new TaskCompletionSource<HealthCheckResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var application = await Start(health => health.AddAsyncCheck(
            "store",
            () =>
            {
                Interlocked.Increment(ref runs);
                return answer.Task;
            },
            [HealthTags.Ready]));
        var reports = application.Services.GetRequiredService<HealthReports>();

        var probes = Enumerable.Range(0, 20).Select(_ => reports.Get(HealthTags.Ready)).ToArray();
        answer.SetResult(HealthCheckResult.Healthy());
        await Task.WhenAll(probes);
        runs.ShouldBe(1);

        await reports.Get(HealthTags.Ready);
        runs.ShouldBe(2);
    }

    [Fact]
    public async Task A_degraded_process_is_ready()
    {
        await using var application = await Start(
            health => health.AddCheck("bus", () => HealthCheckResult.Degraded("The broker is away."), [HealthTags.Ready]));
        using var client = ClientOf(application);

        using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));

        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_goes_wrong_in_an_endpoint_is_a_problem_without_its_stack()
    {
        await using var application = await Start(_ => { });
        using var client = ClientOf(application);

        using var broken = await client.GetAsync(new Uri("/broken", UriKind.Relative));
        using var missing = await client.GetAsync(new Uri("/missing", UriKind.Relative));

        broken.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        broken.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await broken.Content.ReadAsStringAsync()).ShouldNotContain("A secret");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        missing.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private static async Task<WebApplication> Start(Action<IHealthChecksBuilder> configure, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" })
            .AddServiceDefaults("tests", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        configure(builder.Services.AddHealthChecks());
        var application = builder.Build();
        application.UseServiceDefaults().MapGet("/broken", string () => throw new InvalidOperationException("A secret"));
        await application.StartAsync();
        return application;
    }

    private static HttpClient ClientOf(WebApplication application) => new() { BaseAddress = new Uri(application.Urls.First()) };

    private static Task<JsonElement> Json(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>();

    private static string? Text(JsonElement document, string property) => document.GetProperty(property).GetString();

    private static async Task<DateTimeOffset> SinceOf(HttpClient client, string check)
    {
        using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return (await Json(ready)).GetProperty("entries").GetProperty(check).GetProperty("data").GetProperty("since").GetDateTimeOffset();
    }
}
