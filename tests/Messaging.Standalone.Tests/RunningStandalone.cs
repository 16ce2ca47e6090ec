using System.Net.Http.Json;
using System.Text.Json;
using Messaging.AspNetCore;
using Messaging.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Messaging.Standalone.Tests;

/// <summary>The program as Program.cs composes it, on a free port.</summary>
public sealed class RunningStandalone : IAsyncLifetime
{
    private readonly WebApplication _application;

    public RunningStandalone()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // No mail server listens there: what the tests need for a task that fails for a while.
        builder.Configuration.AddInMemoryCollection(
            [
                new("Tasks:Email:Host", "127.0.0.1"),
                new("Tasks:Email:Port", "1"),
                new("Tasks:Email:Security", "None"),
                new("Tasks:Email:From", "tests@example.org"),
            ]);
        builder.AddStandaloneHost(isDemo: false);
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.UseServiceDefaults().MapProducer().MapOperations().MapStatusQuery();
    }

    public HttpClient Http { get; } = new();

    public IServiceProvider Services => _application.Services;

    public async ValueTask InitializeAsync()
    {
        await _application.StartAsync();
        Http.BaseAddress = new Uri(_application.Address());
        await Eventually.Is(async () => (await Http.GetFromJsonAsync<JsonElement>("/api/v1/types")).GetArrayLength() > 0);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
