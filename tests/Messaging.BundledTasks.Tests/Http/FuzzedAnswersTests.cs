using Messaging.Tasks;
using Messaging.TestSupport.Fuzzing;

namespace Messaging.BundledTasks.Tests.Http;

/// <summary>
/// Answers that no API should give: whatever comes, the attempt ends, as one that succeeded or that has failed of what came.
/// </summary>
public sealed class FuzzedAnswersTests
{
    /// <summary>What is not about the answer would be a fault of the task's.</summary>
    private static readonly string[] Causes =
    [
        "System.Net.Http.HttpRequestException",
        "System.Net.Http.HttpIOException",
        "permanent",
        typeof(RetryAfterException).FullName!,
    ];

    [Fact]
    public async Task Whatever_an_api_answers_the_attempt_ends_and_says_why()
    {
        var random = new Random(FuzzSettings.Seed);
        await using var api = new FuzzedApi(random);
        await using var tasks = HttpTasks.Create(("Tasks:Http:Tries", "1"), ("Tasks:Http:BreakerMinimumCalls", "10000"));
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);

        for (var i = 0; i < FuzzSettings.Inputs(2_000); i++)
        {
            var outcome = await tasks.Run(
                "http.request", new { url = api.Url, method = i % 2 == 0 ? "GET" : "POST", body = i % 2 == 0 ? null : "x" })
                .WaitAsync(TimeSpan.FromSeconds(30));

            var kind = outcome switch
            {
                TaskOutcome.Succeeded => "succeeded",
                TaskOutcome.Failed failed => failed.Error.Type,
                _ => $"{outcome}",
            };
            seen[kind] = seen.GetValueOrDefault(kind) + 1;
        }

        seen.Keys.ShouldBeSubsetOf([.. Causes, "succeeded"]);
        seen.Count.ShouldBeGreaterThan(3);
    }
}
