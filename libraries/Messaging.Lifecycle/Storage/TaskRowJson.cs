using System.Text.Json.Serialization;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>Source-generated JSON of stored rows: what is missing takes its default, so that new members can be added.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    Converters = [typeof(UnixMillisecondsConverter)])]
[JsonSerializable(typeof(TaskSaga))]
internal sealed partial class TaskRowJson : JsonSerializerContext;
