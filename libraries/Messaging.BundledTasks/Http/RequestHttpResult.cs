using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.BundledTasks.Http;

/// <param name="Status">The status code: 2xx, or 304.</param>
/// <param name="Headers">Those of the response's headers that say something about its content.</param>
/// <param name="Body">The body: JSON when it is JSON, else a text; nothing when it is empty.</param>
/// <param name="IsTruncated">Whether the body was too long; it is then the beginning, as a text.</param>
internal sealed record RequestHttpResult(
    int Status,
    IReadOnlyDictionary<string, string> Headers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Body,
    bool IsTruncated);
