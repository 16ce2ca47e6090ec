using System.Net;
using System.Text;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.TestSupport.Fuzzing;

namespace Messaging.Producer.Tests.Endpoints;

/// <summary>Bodies that nobody would write: whatever comes, the answer says what is wrong with it.</summary>
public sealed class FuzzedSubmissionsTests : IAsyncLifetime
{
    private static readonly int Bodies = FuzzSettings.Inputs(4_000);

    private static readonly HttpStatusCode[] Answers =
    [
        HttpStatusCode.OK,
        HttpStatusCode.Accepted,
        HttpStatusCode.BadRequest,
        HttpStatusCode.Conflict,
        HttpStatusCode.RequestEntityTooLarge,
        HttpStatusCode.UnprocessableEntity,
    ];

    private ProducerHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ProducerHost.Start();
        await _host.Catalog.Register(
            [
                .. FuzzedJson.Schemas.Select(
                    (schema, place) => new TaskType { Name = $"t{place}", ArgumentsSchema = JsonElement.Parse(schema) }),
            ],
            CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/tasks")]
    [InlineData("/api/v1/tasks/batch")]
    public async Task No_body_makes_Producer_fail(string path)
    {
        var json = new FuzzedJson(new Random(FuzzSettings.Seed));
        var seen = new HashSet<HttpStatusCode>();
        for (var i = 0; i < Bodies; i++)
        {
            var task = json.Submission();
            var body = path.EndsWith("batch", StringComparison.Ordinal) ? $$"""{"tasks":[{{task}},{{json.Submission()}}]}""" : task;
            using var content = ProducerHost.Json(Encoding.UTF8.GetBytes(json.Damaged(body)));
            using var answer = await _host.Client.PostAsync(new Uri(path, UriKind.Relative), content);

            answer.StatusCode.ShouldBeOneOf(Answers, $"{i}: {body}");
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("\"status\":500", customMessage: body);
            seen.Add(answer.StatusCode);
        }

        // Else the bodies would be no test of anything.
        seen.Count.ShouldBeGreaterThan(1);
    }
}
