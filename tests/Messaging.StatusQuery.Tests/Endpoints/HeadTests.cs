using System.Net;

namespace Messaging.StatusQuery.Tests.Endpoints;

/// <summary>Whatever can be read can be asked about without its content.</summary>
public sealed class HeadTests : IAsyncLifetime
{
    private readonly RunningStatusQuery _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/tasks")]
    [InlineData("/api/v1/stats")]
    [InlineData("/api/v1/undecodable/rows")]
    [InlineData("/health/live")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/api/v1/tasks/no-id")]
    [InlineData("/api/v1/tasks/0197f3a0-0000-7000-8000-000000000000")]
    [InlineData("/nothing")]
    public async Task An_answer_has_the_status_and_the_type_of_the_content_and_no_content(string path)
    {
        using var get = await _service.Http.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await _service.Http.SendAsync(request);

        (head.StatusCode, head.Content.Headers.ContentType).ShouldBe((get.StatusCode, get.Content.Headers.ContentType));
        head.StatusCode.ShouldNotBe(HttpStatusCode.MethodNotAllowed);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }
}
