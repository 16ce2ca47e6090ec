using System.Text;
using System.Text.Json;
using Messaging.Tasks.Serialization;

namespace Messaging.BundledTasks.Http;

/// <summary>The body of an answer as a task's result may hold it.</summary>
internal static class AnswerBody
{
    // Written as JSON, a text can be six times as long; the result has room for 256 KiB.
    private const int WrittenLimit = 224 * 1024;

    /// <summary>The body, and whether it is cut.</summary>
    public static (JsonElement? Body, bool IsTruncated) Of(HttpAnswer answer)
    {
        if (answer.Body.Length == 0)
        {
            return (null, false);
        }

        if (!answer.IsTruncated && ParseJson(answer) is { } json && Fits(json))
        {
            return (json, false);
        }

        var whole = Text(answer);
        var text = whole;
        while (!Fits(JsonSerializer.SerializeToElement(text, TaskJson.Options)))
        {
            text = text[..(text.Length / 2)];
        }

        return (JsonSerializer.SerializeToElement(text, TaskJson.Options), answer.IsTruncated || text.Length < whole.Length);
    }

    /// <summary>The beginning of the body, for an error message.</summary>
    public static string Excerpt(HttpAnswer answer, int limit)
    {
        var text = Text(answer).Trim();
        return text.Length <= limit ? text : string.Concat(text.AsSpan(0, limit - 1), "…");
    }

    private static JsonElement? ParseJson(HttpAnswer answer)
    {
        if (answer.ContentType?.MediaType is not { } type
            || !(type.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<JsonElement>(answer.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(HttpAnswer answer)
    {
        var encoding = Encoding.UTF8;
        if (answer.ContentType?.CharSet is { } name)
        {
            try
            {
                encoding = Encoding.GetEncoding(name.Trim('"'));
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
            {
                // One that we do not know, or that .NET refuses (UTF-7): most likely a name for something close to UTF-8.
            }
        }

        return encoding.GetString(answer.Body);
    }

    private static bool Fits(JsonElement element)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(element, TaskJson.Options).Length <= WrittenLimit;
        }
        catch (JsonException)
        {
            // It is deeper than a result may be, or holds half a surrogate pair, which .NET reads and does not write.
            return false;
        }
    }
}
