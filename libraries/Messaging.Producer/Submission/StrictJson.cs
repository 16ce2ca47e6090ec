using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Messaging.Producer.Submission;

/// <summary>How bodies from outside are read: within a depth, no member twice, every text Unicode.</summary>
internal static class StrictJson
{
    public static JsonDocumentOptions Options(int depth) => new() { MaxDepth = depth, AllowDuplicateProperties = false };

    /// <summary>What a document says, apart from the buffers that it was read into.</summary>
    /// <exception cref="InvalidOperationException">A text cannot be read: the parser looks neither at the bytes of texts nor at escaped
    /// halves of characters, and whoever reads such a text first would fail.</exception>
    public static JsonElement Take(JsonDocument document)
    {
        var bytes = JsonMarshal.GetRawUtf8Value(document.RootElement);
        if (!Utf8.IsValid(bytes))
        {
            throw new InvalidOperationException("The body is not UTF-8.");
        }

        if (bytes.IndexOf("\\u"u8) >= 0)
        {
            ReadTexts(document.RootElement);
        }

        return document.RootElement.Clone();
    }

    /// <summary>
    /// The sentence that tells why a body could not be read; <see langword="null"/> when the exception has another cause.
    /// </summary>
    public static string? FaultOf(Exception exception) => exception switch
    {
        // A member that is there twice is the one fault that has no place.
        JsonException { LineNumber: { } line } json =>
            $"The body is not valid JSON, at line {line + 1}, byte {json.BytePositionInLine + 1}.",
        JsonException => "The body is not valid JSON: an object has a member twice.",
        InvalidOperationException => "The body is not valid JSON: a text in it is not Unicode.",
        _ => null,
    };

    private static void ReadTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
