using System.Diagnostics;
using System.Diagnostics.Metrics;
using Messaging.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Messaging.Hosting.Tests.Telemetry;

/// <summary>A process of ours with a little work to observe: <c>/work</c> makes a span, counts and logs.</summary>
internal sealed class ObservedHost : IAsyncDisposable
{
    public const string SpanName = "do work";
    public const string CounterName = "tests.work";
    public const string AdditionalSource = "Tests.Additional";

    private readonly ActivitySource _source = new("Messaging");
    private readonly ActivitySource _additional = new(AdditionalSource);
    private readonly Meter _meter = new("Messaging");
    private readonly Counter<int> _counter;
    private bool _isStopped;

    private ObservedHost(IReadOnlyDictionary<string, string> variables)
    {
        _counter = _meter.CreateCounter<int>(CounterName, "{piece}");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(
            variables.Select(
                variable => KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value)));
        builder.AddServiceDefaults("observed", "http://127.0.0.1:0");
        builder.Logging.AddProvider(Logs);
        Application = builder.Build();
        Application.UseServiceDefaults();
        Application.MapGet("/work", Work);
        Application.MapGet("/healthy", () => "not a probe");
        Application.MapGet("/broken/{id}", string (string id) => throw new InvalidOperationException(id));
        Application.MapGet("/headers", (HttpContext context) => context.Request.Headers.Select(header => header.Key));
        Application.MapGet("/relay", Relay);
    }

    public WebApplication Application { get; }

    public KeptLogs Logs { get; } = new();

    /// <summary>A caller who is not traced, though this process is.</summary>
    public HttpClient Http =>
        new(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri(Application.Urls.First()) };

    public bool IsListenedTo => _source.HasListeners() || _counter.Enabled;

    public static async Task<ObservedHost> Start(IReadOnlyDictionary<string, string> variables)
    {
        var host = new ObservedHost(variables);
        await host.Application.StartAsync();
        return host;
    }

    /// <summary>Calls <c>/work</c>, as part of a trace when one is given.</summary>
    public async Task DoWork(string? traceParent = null)
    {
        using var client = Http;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/work", UriKind.Relative));
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    public async Task Stop()
    {
        _isStopped = true;
        await Application.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
        {
            await Stop();
        }

        await Application.DisposeAsync();
        _source.Dispose();
        _additional.Dispose();
        _meter.Dispose();
    }

    /// <summary>Answers which headers a request of this process has that is made for another.</summary>
    private async Task<string> Relay()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Application.Urls.First()) };
        return await client.GetStringAsync(new Uri("/headers", UriKind.Relative));
    }

    private string Work(ILogger<ObservedHost> logger)
    {
        using var span = _source.StartActivity(SpanName);
        using var more = _additional.StartActivity("do more");
        _counter.Add(1);
        logger.LogInformation("Worked on {Piece}", "a piece");
        return "done";
    }
}
