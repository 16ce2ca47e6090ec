using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Messaging.AspNetCore;
using Messaging.Tasks;
using Messaging.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Standalone.Tests;

public sealed class LogTests : IAsyncLifetime
{
    private const string Marker = "d41d8cd98f00b204";
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private WebApplication _application = null!;

    private LogLines Lines { get; } = new();

    private HttpClient Http { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddStandaloneHost(isDemo: false);
        builder.Services.AddTask<QuotingTask, JsonElement, object?>(builder.Configuration);
        builder.Logging.ClearProviders().AddProvider(Lines);
        _application = builder.Build();
        _application.UseServiceDefaults().MapProducer().MapOperations().MapStatusQuery();
        await _application.StartAsync();
        Http.BaseAddress = new Uri(_application.Address());
        await Eventually.Is(async () =>
            (await Http.GetStringAsync(new Uri("/api/v1/types", UriKind.Relative))).Contains(QuotingTask.Name, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
        Lines.Dispose();
    }

    [Fact]
    public async Task No_line_quotes_what_a_task_was_given_although_its_errors_do()
    {
        var failed = await Submit(
            new { name = QuotingTask.Name, args = new { word = Marker }, retry = new { maxAttempts = 2, baseDelay = "10ms" } });
        failed.GetProperty("state").GetString().ShouldBe("Failed");
        failed.GetProperty("error").GetRawText().ShouldContain(Marker);
        await Submit(new { name = "http.request", args = new { url = $"http://127.0.0.1:1/{Marker}" }, retry = new { maxAttempts = 1 } });
        foreach (var body in new[] { $$$"""{"name":"math.add","args":{"a":"{{{Marker}}}"}}""", $$$"""{"name":"{{{Marker}}} """ })
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var refused = await Http.PostAsync(new Uri("/api/v1/tasks", UriKind.Relative), content);
            ((int)refused.StatusCode).ShouldBeInRange(400, 499);
        }

        Lines.All.ShouldContain(line => line.Contains("tried again within the attempt", StringComparison.Ordinal));
        Lines.All.Where(line => line.Contains(Marker, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_line_about_an_attempt_names_task_attempt_and_trace()
    {
        var failed = await Submit(new { name = QuotingTask.Name, args = new { }, retry = new { maxAttempts = 2, baseDelay = "10ms" } });

        var id = failed.GetProperty("id").GetString();
        foreach (var attempt in new[] { 1, 2 })
        {
            Lines.All.ShouldContain(line => line.Contains($"Ran {QuotingTask.Name}", StringComparison.Ordinal)
                && line.Contains($"task.id={id}", StringComparison.Ordinal)
                && line.Contains($"task.attempt={attempt} ", StringComparison.Ordinal)
                && line.Contains($"TraceId={TraceId}", StringComparison.Ordinal));
        }
    }

    private async Task<JsonElement> Submit(object task)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tasks") { Content = JsonContent.Create(task) };
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
        using var accepted = await Http.SendAsync(request);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return await Http.GetFromJsonAsync<JsonElement>($"{accepted.Headers.Location}?wait=30s");
    }
}
