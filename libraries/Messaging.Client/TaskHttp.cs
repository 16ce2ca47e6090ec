using System.Net;
using Messaging.Client.Submission;

namespace Messaging.Client;

/// <summary>The two HTTP interfaces, with the key that they ask for.</summary>
internal sealed class TaskHttp(TaskClientOptions options) : IDisposable
{
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    // An invoker without a time limit of its own: the client bounds every request, and long polling takes long.
    private readonly HttpClient _http = new(
        options.HttpHandler ?? new SocketsHttpHandler { PooledConnectionLifetime = ConnectionLife },
        disposeHandler: options.HttpHandler is null)
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <exception cref="InvalidOperationException">The address is not known.</exception>
    public Uri Producer(string path) =>
        new(options.ProducerAddress ?? throw Missing(nameof(TaskClientOptions.ProducerAddress), "cancelling a task"), path);

    /// <exception cref="InvalidOperationException">The address is not known.</exception>
    public Uri Status(string path) =>
        new(options.StatusAddress ?? throw Missing(nameof(TaskClientOptions.StatusAddress), "reading a task or waiting for it"), path);

    /// <summary>Sends a request.</summary>
    /// <exception cref="TransientException">It may work a moment later.</exception>
    public async Task<HttpResponseMessage> Send(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        using var request = make();
        if (options.ApiKey is { } key)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        try
        {
            var answer = await _http.SendAsync(request, cancellationToken);
            if (answer.StatusCode is HttpStatusCode.RequestTimeout
                or HttpStatusCode.TooManyRequests
                or >= HttpStatusCode.InternalServerError)
            {
                using (answer)
                {
                    throw new TransientException($"{request.RequestUri!.GetLeftPart(UriPartial.Path)} answered {(int)answer.StatusCode}.");
                }
            }

            return answer;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new TransientException($"{request.RequestUri!.GetLeftPart(UriPartial.Path)}: {exception.Message}", exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private static InvalidOperationException Missing(string option, string what) =>
        new($"The task client does not know {option}, which {what} needs: call UseHttp, or set {option} beside UseRabbitMq or UseBus.");
}
