using System.Net.Http.Headers;
using System.Text.Json;

namespace Messaging.Bench.Http;

/// <summary>Producer and StatusQuery as any other service reaches them.</summary>
internal sealed class TaskClient(Uri producer, Uri status) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly Uri _single = new(producer, "/api/v1/tasks");
    private readonly Uri _batch = new(producer, "/api/v1/tasks/batch");
    private readonly Uri _stats = new(status, "/api/v1/stats");

    public Uri Status { get; } = status;

    public async Task<Guid> Submit(Addition addition, CancellationToken cancellationToken)
    {
        using var response = await Post(_single, SubmissionBody.Single(addition), cancellationToken);
        return SubmissionAnswer.Single(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    public async Task<IReadOnlyList<Guid>> Submit(ReadOnlyMemory<Addition> additions, CancellationToken cancellationToken)
    {
        using var response = await Post(_batch, SubmissionBody.Batch(additions.Span), cancellationToken);
        return SubmissionAnswer.Batch(
            response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), additions.Length);
    }

    /// <summary>Asks for a task; with a wait (<c>30s</c>) the answer comes when the task ends.</summary>
    public async Task<TaskAnswer> Read(Guid id, string? wait, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(
            new Uri(Status, wait is null ? $"/api/v1/tasks/{id}" : $"/api/v1/tasks/{id}?wait={wait}"), cancellationToken);
        return TaskAnswer.Read(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    public async Task<StateCounts> ReadCounts(CancellationToken cancellationToken)
    {
        var stats = await ReadDocument(_stats, cancellationToken);
        return new StateCounts(
            stats.GetProperty("states").EnumerateObject().ToDictionary(state => state.Name, state => state.Value.GetInt64()));
    }

    /// <summary>The task types that workers announced.</summary>
    public Task<JsonElement> ReadTypes(CancellationToken cancellationToken) =>
        ReadDocument(new Uri(Status, "/api/v1/types"), cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> ReadDocument(Uri address, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(address, cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken))
            : throw new BenchFailedException($"{address} answered with {(int)response.StatusCode}.");
    }

    private Task<HttpResponseMessage> Post(Uri address, byte[] body, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        return _http.PostAsync(address, content, cancellationToken);
    }
}
