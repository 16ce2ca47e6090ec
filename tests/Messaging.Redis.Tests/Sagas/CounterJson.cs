using System.Text.Json.Serialization;

namespace Messaging.Redis.Tests.Sagas;

[JsonSerializable(typeof(CounterSaga))]
internal sealed partial class CounterJson : JsonSerializerContext;
