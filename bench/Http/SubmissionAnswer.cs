using System.Net;
using System.Text;
using System.Text.Json;

namespace Messaging.Bench.Http;

/// <summary>Reads what Producer answers. Anything but acceptance ends the measurement.</summary>
internal static class SubmissionAnswer
{
    /// <exception cref="BenchFailedException">The task was refused.</exception>
    public static Guid Single(HttpStatusCode status, byte[] body)
    {
        Require(status == HttpStatusCode.Accepted, status, body);
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("id").GetGuid();
    }

    /// <returns>The ids, in the order of the batch.</returns>
    /// <exception cref="BenchFailedException">The batch or one of its tasks was refused.</exception>
    public static IReadOnlyList<Guid> Batch(HttpStatusCode status, byte[] body, int count)
    {
        Require(status == HttpStatusCode.OK, status, body);
        using var document = JsonDocument.Parse(body);
        var results = document.RootElement.GetProperty("results");
        if (results.GetArrayLength() != count)
        {
            throw new BenchFailedException($"A batch of {count} was answered with {results.GetArrayLength()} results.");
        }

        return [.. results.EnumerateArray().Select(IdOf)];
    }

    private static Guid IdOf(JsonElement result) => result.GetProperty("status").GetInt32() == (int)HttpStatusCode.Accepted
        ? result.GetProperty("id").GetGuid()
        : throw new BenchFailedException($"A task of a batch was refused: {result}");

    private static void Require(bool isAccepted, HttpStatusCode status, byte[] body)
    {
        if (!isAccepted)
        {
            throw new BenchFailedException($"A submission was answered with {(int)status}: {Encoding.UTF8.GetString(body)}");
        }
    }
}
