using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Messaging.BundledTasks.Tests.Http;

/// <summary>A real HTTP server on a free loopback port that answers as the test says and remembers what it was asked.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();

    private ApiServer(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Run(async context =>
        {
            _requests.Enqueue(await ReceivedRequest.Read(context.Request));
            await answer(context);
        });
    }

    public string Url => _application.Urls.Single();

    public int Port => new Uri(Url).Port;

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    public static async Task<ApiServer> Start(RequestDelegate answer)
    {
        var server = new ApiServer(answer);
        await server._application.StartAsync();
        return server;
    }

    /// <summary>A server whose answers come in this order; the last one again and again.</summary>
    public static Task<ApiServer> Start(params RequestDelegate[] answers)
    {
        var next = -1;
        return Start(context => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)](context));
    }

    public static RequestDelegate Answer(
        int status, string body = "", string? contentType = null, params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        if (body.Length > 0)
        {
            await context.Response.WriteAsync(body);
        }
    };

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
