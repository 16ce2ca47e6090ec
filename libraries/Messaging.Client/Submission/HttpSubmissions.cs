using System.Net.Http.Headers;
using System.Text.Json;
using Messaging.Client.Errors;

namespace Messaging.Client.Submission;

/// <summary>Posts submissions to Producer.</summary>
internal sealed class HttpSubmissions(TaskHttp http) : ISubmissionChannel
{
    private const string Single = "api/v1/tasks";
    private const string Batch = "api/v1/tasks/batch";

    public bool IsStoredAtOnce => true;

    public int BatchSize => 1000;

    public async Task<IReadOnlyList<TaskRefusedException?>> Submit(
        IReadOnlyList<PreparedSubmission> submissions, CancellationToken cancellationToken)
    {
        if (submissions is [var only])
        {
            using var answer = await http.Send(
                () => new HttpRequestMessage(HttpMethod.Post, http.Producer(Single)) { Content = Json(only.Json) }, cancellationToken);
            return [answer.IsSuccessStatusCode ? null : await HttpProblems.Read(answer, only.Id, cancellationToken)];
        }

        var body = BatchOf(submissions);
        using var answers = await http.Send(
            () => new HttpRequestMessage(HttpMethod.Post, http.Producer(Batch)) { Content = Json(body) }, cancellationToken);
        if (!answers.IsSuccessStatusCode)
        {
            throw await HttpProblems.Read(answers, null, cancellationToken);
        }

        using var document = await JsonDocument.ParseAsync(
            await answers.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        return [.. document.RootElement.GetProperty("results").EnumerateArray().Zip(submissions, RefusalOf)];
    }

    private static TaskRefusedException? RefusalOf(JsonElement item, PreparedSubmission submission) =>
        item.GetProperty("status").GetInt32() switch
        {
            < 300 => null,
            >= 500 and var status => throw new TransientException($"Producer answered {status}."),
            var status => HttpProblems.Of(status, item.TryGetProperty("problem", out var problem) ? problem : default, submission.Id),
        };

    private static byte[] BatchOf(IReadOnlyList<PreparedSubmission> submissions)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("tasks");
            foreach (var submission in submissions)
            {
                writer.WriteRawValue(submission.Json, skipInputValidation: true);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static ByteArrayContent Json(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
