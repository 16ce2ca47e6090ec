using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Chaos;

/// <summary>
/// An API that tasks call, with moods. What a task leaves here carries its attempt as a fencing token: a lower one than the newest is
/// refused,
/// as every careful API would.
/// </summary>
internal sealed class EffectTarget : IAsyncDisposable
{
    private const string FenceHeader = "Task-Attempt";

    private readonly ConcurrentDictionary<string, int> _calls = [];
    private readonly ConcurrentDictionary<Guid, int> _fences = [];
    private readonly ConcurrentDictionary<Guid, int> _effects = [];
    private readonly WebApplication _application;
    private int _refusals;
    private int _kills;

    private EffectTarget()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        _application = builder.Build();
        _application.Urls.Add("http://127.0.0.1:0");
        _application.MapPost("/effect/{id:guid}", (Guid id, HttpRequest request) => Leave(id, request));
        _application.MapPost("/flaky/{id:guid}", (Guid id, int busy, HttpRequest request, HttpResponse response) =>
            _calls.AddOrUpdate($"{id}", 1, (_, calls) => calls + 1) > busy ? Leave(id, request) : Busy(response));
        _application.MapPost("/deadly/{id:guid}", (Guid id, int times, HttpRequest request) =>
            _calls.AddOrUpdate($"{id}", 1, (_, calls) => calls + 1) > times ? Leave(id, request) : Kill(request));
        _application.MapPost("/busy", (HttpResponse response) => Busy(response));
        _application.MapPost("/refused", () => Results.BadRequest("No."));
        _application.MapPost(
            "/hang", async (CancellationToken cancellationToken) => await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));
    }

    public Uri Url => new(_application.Urls.Single());

    /// <summary>Late writes of earlier attempts that were refused.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    /// <summary>Callers that were killed.</summary>
    public int Kills => Volatile.Read(ref _kills);

    public static async Task<EffectTarget> Start()
    {
        var target = new EffectTarget();
        await target._application.StartAsync();
        return target;
    }

    /// <summary>The attempt whose effect stands; <see langword="null"/> when there is none.</summary>
    public int? FenceOf(Guid id) => _fences.TryGetValue(id, out var fence) ? fence : null;

    /// <summary>How often the task has left something here.</summary>
    public int EffectsOf(Guid id) => _effects.GetValueOrDefault(id);

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static IResult Busy(HttpResponse response)
    {
        response.Headers.RetryAfter = "1";
        return Results.StatusCode(StatusCodes.Status429TooManyRequests);
    }

    private IResult Kill(HttpRequest request)
    {
        if (Caller.Find(request.HttpContext.Connection) is { } caller)
        {
            using (caller)
            {
                caller.Kill();
            }

            Interlocked.Increment(ref _kills);
        }

        return Results.Empty;
    }

    private IResult Leave(Guid id, HttpRequest request)
    {
        if (!int.TryParse(request.Headers[FenceHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var fence))
        {
            return Results.BadRequest($"{FenceHeader} is missing.");
        }

        if (_fences.AddOrUpdate(id, fence, (_, newest) => Math.Max(newest, fence)) > fence)
        {
            Interlocked.Increment(ref _refusals);
            return Results.Conflict("A newer attempt was here.");
        }

        _effects.AddOrUpdate(id, 1, (_, effects) => effects + 1);
        return Results.Ok(new { fence });
    }
}
