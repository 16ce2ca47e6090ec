using System.Text.Json;
using System.Text.Json.Serialization;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>Source-generated JSON of stored rows: what is missing takes its default, so that new members can be added.</summary>
/// <remarks>Deeper than the default: arguments may be as deep as a message, and a row puts them one level further down.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    MaxDepth = 1000,
    Converters = [typeof(UnixMillisecondsConverter), typeof(RawJsonConverter)])]
[JsonSerializable(typeof(TaskSaga))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class TaskRowJson : JsonSerializerContext;
