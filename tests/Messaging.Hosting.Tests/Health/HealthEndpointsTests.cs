using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Hosting.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Messaging.Hosting.Tests.Health;

public sealed class HealthEndpointsTests
{
    [Fact]
    public async Task Readiness_tells_the_reason_of_every_check_and_liveness_asks_none()
    {
        await using var application = await Start(
            health => health
                .AddCheck("store", () => HealthCheckResult.Unhealthy("The task store cannot be reached."), [HealthEndpoints.Ready])
                .AddCheck("bus", () => HealthCheckResult.Degraded("The broker is away."), [HealthEndpoints.Ready])
                .AddCheck("unrelated", () => HealthCheckResult.Unhealthy("Not asked.")));
        using var client = ClientOf(application);

        using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        using var live = await client.GetAsync(new Uri("/health/live", UriKind.Relative));

        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        ready.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await Json(ready)).ShouldBe("""{"status":"Unhealthy","checks":{"loops":{"status":"Healthy","description":"0 loops"},"store":{"status":"Unhealthy","description":"The task store cannot be reached."},"bus":{"status":"Degraded","description":"The broker is away."}}}""");
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Json(live)).ShouldBe("""{"status":"Healthy","checks":{}}""");
    }

    [Fact]
    public async Task A_degraded_process_is_ready()
    {
        await using var application = await Start(health => health.AddCheck("bus", () => HealthCheckResult.Degraded("The broker is away."), [HealthEndpoints.Ready]));
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

    private static async Task<WebApplication> Start(Action<IHealthChecksBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" }).AddServiceDefaults("tests", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        configure(builder.Services.AddHealthChecks());
        var application = builder.Build();
        application.UseServiceDefaults().MapGet("/broken", string () => throw new InvalidOperationException("A secret"));
        await application.StartAsync();
        return application;
    }

    private static HttpClient ClientOf(WebApplication application) => new() { BaseAddress = new Uri(application.Urls.First()) };

    private static async Task<string> Json(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonElement>()).GetRawText();
}
