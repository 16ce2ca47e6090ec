using System.Net.Http.Json;
using System.Text.Json;
using Messaging.AspNetCore;
using Messaging.Standalone;
using Messaging.Tasks;
using Messaging.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.Client.Tests;

/// <summary>All services in this process on a port of their own, with a key.</summary>
public sealed class RunningTasks : IAsyncLifetime
{
    public const string ApiKey = "a key of these tests";

    private readonly WebApplication _application;

    public RunningTasks()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([new("Authentication:ApiKeys:0", ApiKey), new("Producer:Queues", "slow")]);
        builder.AddStandaloneHost(isDemo: false);
        builder.Services.AddTasks(builder.Configuration, typeof(RunningTasks).Assembly);
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.UseServiceDefaults().MapProducer().MapOperations().MapStatusQuery();
    }

    public string Address { get; private set; } = "";

    public IServiceProvider Services => _application.Services;

    public async ValueTask InitializeAsync()
    {
        await _application.StartAsync();
        Address = _application.Address();
        using var http = new HttpClient { BaseAddress = new Uri(Address), DefaultRequestHeaders = { { "X-Api-Key", ApiKey } } };
        await Eventually.Is(async () => (await http.GetFromJsonAsync<JsonElement>("/api/v1/types")).GetArrayLength() > 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    /// <summary>A client of these services.</summary>
    internal static ServiceProvider ClientOf(Action<TaskClientOptions> configure) =>
        new ServiceCollection().AddTaskClient(configure).BuildServiceProvider();
}
