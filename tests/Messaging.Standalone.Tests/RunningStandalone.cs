using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Hosting;
using Messaging.Producer;
using Messaging.StatusQuery;
using Messaging.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
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
        builder.AddStandalone(isDemo: false);
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.UseServiceDefaults().MapProducer().MapStatusQuery();
    }

    public HttpClient Http { get; } = new();

    public IServiceProvider Services => _application.Services;

    public async Task InitializeAsync()
    {
        await _application.StartAsync();
        Http.BaseAddress = new Uri(_application.Address());
        await Eventually.Is(async () => (await Http.GetFromJsonAsync<JsonElement>("/api/v1/types")).GetArrayLength() > 0);
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
