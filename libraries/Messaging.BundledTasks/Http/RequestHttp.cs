using System.Text.Json;
using System.Text.Json.Serialization;
using Messaging.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;

namespace Messaging.BundledTasks.Http;

/// <summary>
/// Calls an API. What a quick try may cure is tried within the attempt; what takes longer ends it, and the task comes back when it is due.
/// </summary>
internal sealed class RequestHttp(IHttpClientFactory clients, IOptions<RequestHttpOptions> options, TimeProvider clock)
    : ITaskHandler<RequestHttpArguments, RequestHttpResult>
{
    private const int ExcerptLimit = 2_000;

    public static string Name => "http.request";

    public static string? Description => "Calls an external HTTP API.";

    public static TaskPolicy Policy => TaskPolicy.Default with { TimeLimit = TimeSpan.FromMinutes(30) };

    public static void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RequestHttpOptions>()
            .Bind(configuration.GetSection(RequestHttpOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<HostPipelines>();
        services.AddSingleton<GuardedConnection>();
        services.AddHttpClient(Name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler(provider => new ResilienceHandler(provider.GetRequiredService<HostPipelines>().For))
            .AddHttpMessageHandler(() => new BodyReader())
            .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<GuardedConnection>().CreateHandler())
            // They would log the addresses that tasks call.
            .RemoveAllLoggers();
    }

    public async Task<RequestHttpResult> Run(RequestHttpArguments arguments, TaskContext context)
    {
        var requests = new RequestFactory(arguments, context.TaskId, context.Fence, options.Value);
        var answer = await Call(requests, arguments, context.CancellationToken);
        if (!answer.IsSuccess)
        {
            throw Failure(answer, arguments.Method, requests.Uri);
        }

        var (body, isTruncated) = AnswerBody.Of(answer);
        return new RequestHttpResult((int)answer.Status, answer.Headers, body, isTruncated);
    }

    private async Task<HttpAnswer> Call(RequestFactory requests, RequestHttpArguments arguments, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(Name);
        using var request = requests.Create();
        if (arguments.TimeoutSeconds is { } seconds)
        {
            request.Options.Set(HostPipelines.TryTimeout, TimeSpan.FromSeconds(seconds));
        }

        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return await HttpAnswer.Of(response, clock, cancellationToken);
        }
        catch (BrokenCircuitException exception)
        {
            throw new RetryAfterException(
                exception.RetryAfter ?? options.Value.BreakerPause,
                $"{requests.Uri.Authority} keeps failing and is left alone for a while.",
                exception);
        }
        catch (HttpRequestException exception) when (exception.InnerException is PermanentTaskException refusal)
        {
            throw new PermanentTaskException(refusal.Message, exception);
        }
    }

    // Without path and query: they may hold what is nobody's business, and the caller knows them.
    private static Exception Failure(HttpAnswer answer, string method, Uri uri)
    {
        var message = $"{method} {uri.Authority} answered {(int)answer.Status} {answer.Reason}. {AnswerBody.Excerpt(answer, ExcerptLimit)}"
            .TrimEnd();
        return answer switch
        {
            { RetryAfter: { } wait } when answer.Status.IsTransient() => new RetryAfterException(wait, message),
            _ when answer.Status.IsTransient() => new HttpRequestException(message, inner: null, answer.Status),
            { Status: >= System.Net.HttpStatusCode.Ambiguous and < System.Net.HttpStatusCode.BadRequest } =>
                new PermanentTaskException($"{message} Redirects are not followed."),
            _ => new PermanentTaskException(message),
        };
    }
}

/// <param name="Status">The status code: 2xx, or 304.</param>
/// <param name="Headers">Those of the response's headers that say something about its content.</param>
/// <param name="Body">The body: JSON when it is JSON, else a text; nothing when it is empty.</param>
/// <param name="IsTruncated">Whether the body was too long; it is then the beginning, as a text.</param>
internal sealed record RequestHttpResult(
    int Status,
    IReadOnlyDictionary<string, string> Headers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Body,
    bool IsTruncated);
