using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Messaging.EndToEnd.Tests.Processes;

/// <summary>
/// An external API as tasks meet it: one that answers, one that does not know, one that is broken, or only for two attempts.
/// </summary>
internal sealed class TargetServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private TargetServer(WebApplication application) => _application = application;

    /// <summary>How long callers are asked to wait by what is busy at their first attempt.</summary>
    public static TimeSpan Busy { get; } = TimeSpan.FromSeconds(3);

    /// <summary>When what is busy was called.</summary>
    public ConcurrentQueue<DateTimeOffset> Calls { get; } = new();

    public string Url => _application.Urls.First();

    public static async Task<TargetServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.MapGet("/orders/{id:int}", (int id) => new { Id = id });
        application.MapGet("/broken", () => Results.StatusCode(StatusCodes.Status500InternalServerError));
        // By attempt, not by call: an attempt tries a server error again by itself.
        application.MapPost(
            "/broken-twice",
            ([FromHeader(Name = "Task-Attempt")] int attempt) =>
                Results.StatusCode(attempt <= 2 ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK));
        var server = new TargetServer(application);
        application.MapGet("/busy", server.AnswerBusy);
        await application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private IResult AnswerBusy(HttpResponse response)
    {
        Calls.Enqueue(TimeProvider.System.GetUtcNow());
        if (Calls.Count > 1)
        {
            return Results.Ok();
        }

        response.Headers.RetryAfter = $"{Busy.TotalSeconds}";
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
