using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.Standalone.Tests;

public sealed class StandaloneServicesTests(RunningStandalone standalone) : IClassFixture<RunningStandalone>
{
    [Fact]
    public async Task A_task_is_accepted_run_and_answered()
    {
        using var accepted = await Submit(new { name = "math.add", args = new { a = 20, b = 22 } });

        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var task = await standalone.Http.GetFromJsonAsync<JsonElement>($"{accepted.Headers.Location}?wait=30s");
        task.GetProperty("state").GetString().ShouldBe("Succeeded");
        task.GetProperty("result").GetDouble().ShouldBe(42);
        task.GetProperty("attempts").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_task_that_is_due_later_is_run_then()
    {
        using var accepted = await Submit(new { name = "math.add", args = new { a = 1, b = 2 }, delay = "300ms" });
        (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString().ShouldBe("Scheduled");

        var task = await standalone.Http.GetFromJsonAsync<JsonElement>($"{accepted.Headers.Location}?wait=30s");

        task.GetProperty("state").GetString().ShouldBe("Succeeded");
    }

    [Fact]
    public async Task A_task_that_fails_is_tried_again_as_often_as_its_submitter_asks()
    {
        using var accepted = await Submit(new
        {
            name = "email.send",
            args = new { to = new[] { "ann@example.org" }, subject = "Hello", text = "Hello." },
            retry = new { maxAttempts = 3, baseDelay = "10ms" },
        });

        var task = await standalone.Http.GetFromJsonAsync<JsonElement>($"{accepted.Headers.Location}?wait=30s");

        task.GetProperty("state").GetString().ShouldBe("Failed");
        task.GetProperty("attempts")
            .EnumerateArray()
            .Select(attempt => attempt.GetProperty("outcome").GetString())
            .ShouldBe(["Retrying", "Retrying", "Failed"]);
        task.GetProperty("error").GetProperty("type").GetString().ShouldNotBeNull().ShouldContain("SocketException");
    }

    [Fact]
    public async Task A_task_that_nobody_knows_is_refused_with_the_names_that_are_nearest()
    {
        using var refused = await Submit(new { name = "math.ad", args = new { a = 20, b = 22 } });

        var errors = await ErrorsOf(refused);
        errors.GetProperty("name")[0].GetString().ShouldNotBeNull().ShouldContain("math.add");
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_are_refused_with_the_field_that_does_not()
    {
        using var refused = await Submit(new { name = "math.add", args = new { a = "one", b = 22 } });

        (await ErrorsOf(refused)).EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe("args.a");
    }

    [Fact]
    public async Task It_is_ready_and_says_of_what()
    {
        var health = await standalone.Http.GetFromJsonAsync<JsonElement>("/health/ready");

        health.GetProperty("status").GetString().ShouldBe("Healthy");
        health.GetProperty("entries")
            .EnumerateObject()
            .Select(check => check.Name)
            .ShouldBe(["loops", "store", "coalescers", "handlers", "consuming", "bus"], ignoreOrder: true);
    }

    [Fact]
    public async Task Its_interface_is_described()
    {
        var paths = (await standalone.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths");

        paths.GetProperty("/api/v1/tasks").TryGetProperty("post", out _).ShouldBeTrue();
        paths.GetProperty("/api/v1/tasks/{id}").TryGetProperty("get", out _).ShouldBeTrue();
        paths.GetProperty("/api/v1/types").TryGetProperty("get", out _).ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_reported_to_the_makers_of_the_bus() =>
        standalone.Services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled.ShouldBeFalse();

    private static async Task<JsonElement> ErrorsOf(HttpResponseMessage refused)
    {
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
    }

    private Task<HttpResponseMessage> Submit(object task) => standalone.Http.PostAsJsonAsync("/api/v1/tasks", task);
}
