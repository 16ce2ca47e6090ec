using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Messaging.TestSupport;
using Messaging.TestSupport.Fuzzing;

namespace Messaging.Standalone.Tests;

/// <summary>
/// Tasks that nobody would submit, from their submission to their end: what is accepted ends, or waits for the time that it was given.
/// </summary>
public sealed class FuzzedTasksTests(RunningStandalone standalone) : IClassFixture<RunningStandalone>
{
    private static readonly string[] Waiting = ["Scheduled", "Retrying", "Parked"];

    private readonly FuzzedJson _json = new(new Random(FuzzSettings.Seed));

    [Fact]
    public async Task Whatever_is_accepted_ends_or_waits_for_its_time_and_then_can_be_cancelled()
    {
        var accepted = new List<Guid>();
        for (var i = 0; i < FuzzSettings.Inputs(1_500); i++)
        {
            using var content = new StringContent(_json.Damaged(Submission(i)), Encoding.UTF8, "application/json");
            using var answer = await standalone.Http.PostAsync(new Uri("/api/v1/tasks", UriKind.Relative), content);
            ((int)answer.StatusCode).ShouldBeLessThan(500);
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                accepted.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid());
            }
        }

        accepted.Count.ShouldBeGreaterThan(20);
        foreach (var id in accepted)
        {
            await Eventually.Is(async () => await Read(id) is var task && (HasEnded(task) || Waiting.Contains(StateOf(task))));
            using var answer = await standalone.Http.PostAsJsonAsync($"/api/v1/tasks/{id}/cancel", new { by = "tests" });
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.Conflict);
            await Eventually.Is(async () => HasEnded(await Read(id)));
        }
    }

    /// <summary>Of tasks that the worker knows, with arguments that are right now and then.</summary>
    private string Submission(int i) => (i % 4) switch
    {
        0 => $$"""{"name":"math.add","args":{"a":{{_json.Value()}},"b":2},{{_json.Field()}} }""",
        1 => $$"""{"name":"math.add","args":{"a":1,"b":2},{{_json.Field()}},{{_json.Field()}} }""",
        2 => $$"""{"name":"http.request","args":{"url":"http://127.0.0.1:1/","method":{{_json.Value()}} },"retry":{"maxAttempts":1} }""",
        _ => $$"""{"name":"email.send","args":{"text":{{_json.Value()}},"to":["a@example.org"],"subject":"s"},"retry":{"maxAttempts":1},{{_json.Field()}} }""",
    };

    private static string StateOf(JsonElement task) => task.GetProperty("state").GetString()!;

    private static bool HasEnded(JsonElement task) => StateOf(task) is "Succeeded" or "Failed" or "Canceled" or "Expired";

    private Task<JsonElement> Read(Guid id) => standalone.Http.GetFromJsonAsync<JsonElement>($"/api/v1/tasks/{id}");
}
