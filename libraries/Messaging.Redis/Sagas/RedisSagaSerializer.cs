using System.Buffers;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MassTransit;

namespace Messaging.Redis.Sagas;

/// <summary>
/// Turns sagas into rows and back. The version lives in the row's header only, so that equal JSON means an unchanged saga.
/// </summary>
internal sealed class RedisSagaSerializer<TSaga>(JsonSerializerOptions options)
    where TSaga : class, ISagaVersion
{
    private readonly JsonSerializerOptions _options = WithoutVersion(options);

    public TSaga Read(RedisSagaRow row)
    {
        var saga = JsonSerializer.Deserialize<TSaga>(row.Payload, _options)
            ?? throw new JsonException($"The row holds null instead of {TypeCache<TSaga>.ShortName}.");
        saga.Version = row.Version;
        return saga;
    }

    /// <summary>The row that follows another; the first one of a new life where there is none before it.</summary>
    public RedisSagaRow Write(TSaga saga, RedisSagaRow? previous)
    {
        var buffer = new ArrayBufferWriter<byte>();
        RedisSagaRow.WriteHeader(
            buffer.GetSpan(RedisSagaRow.HeaderLength),
            (previous?.Version ?? 0) + 1,
            previous is null ? NewLife() : previous.Life);
        buffer.Advance(RedisSagaRow.HeaderLength);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = _options.Encoder, SkipValidation = true }))
        {
            JsonSerializer.Serialize(writer, saga, _options);
        }

        return new RedisSagaRow(buffer.WrittenSpan.ToArray());
    }

    private static byte[] NewLife() => Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(8, lowercase: true));

    private static JsonSerializerOptions WithoutVersion(JsonSerializerOptions options)
    {
        var resolver = options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver();
        var copy = new JsonSerializerOptions(options) { TypeInfoResolver = resolver.WithAddedModifier(RemoveVersion) };
        copy.Encoder ??= JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return copy;
    }

    private static void RemoveVersion(JsonTypeInfo type)
    {
        if (type.Type != typeof(TSaga))
        {
            return;
        }

        for (var index = type.Properties.Count - 1; index >= 0; index--)
        {
            if (type.Properties[index].AttributeProvider is PropertyInfo { Name: nameof(ISagaVersion.Version) })
            {
                type.Properties.RemoveAt(index);
            }
        }
    }
}
