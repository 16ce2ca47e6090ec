using System.Globalization;
using System.Net.Mime;
using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MassTransit;
using RabbitMQ.Client;
using Headers = MassTransit.Headers;

namespace Messaging.Hosting.Serialization;

/// <summary>
/// Writes and reads the bodies of one contract: its JSON, without an envelope. The content type alone tells which contract a body is.
/// </summary>
internal sealed class RawJsonSerializer<TMessage>(ContentType contentType) : IMessageSerializer, IMessageDeserializer
    where TMessage : class
{
    private static readonly JsonTypeInfo<TMessage> TypeInfo = RawJson.TypeInfo<TMessage>();

    public ContentType ContentType { get; } = contentType;

    /// <exception cref="SerializationException">The message is another than this content type stands for.</exception>
    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        if (context.Message is not TMessage message)
        {
            throw new SerializationException($"{ContentType} is for {typeof(TMessage).Name}; a {typeof(T).Name} cannot be sent as one.");
        }

        RawJsonMetadataWriter.Write(context);
        return new BytesMessageBody(JsonSerializer.SerializeToUtf8Bytes(message, TypeInfo));
    }

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new RawJsonConsumeContext<TMessage>(
            receiveContext, Read(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress, receiveContext));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        Read(body, headers, destinationAddress, null);

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public void Probe(ProbeContext context) => context.CreateScope("lean").Add("contentType", ContentType.MediaType);

    private RawJsonSerializerContext<TMessage> Read(
        MessageBody body, Headers transportHeaders, Uri? destinationAddress, ReceiveContext? delivery)
    {
        try
        {
            var message = JsonSerializer.Deserialize(body.GetBytes(), TypeInfo) ?? throw new JsonException("The body is null.");
            return new RawJsonSerializerContext<TMessage>(message, body, ContentType, transportHeaders, destinationAddress, delivery);
        }
        catch (JsonException exception)
        {
            throw new SerializationException($"The body is not the JSON of a {typeof(TMessage).Name}.", exception);
        }
    }
}

/// <summary>
/// Arguments and results, byte for byte as they came. The standard converter would unescape and escape every string: work for nothing, more
/// bytes for any
/// other language than English, and half a surrogate pair, which JSON allows, would be replaced.
/// </summary>
internal sealed class RawJsonConverter : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
}

/// <summary>
/// Puts beside a lean body what the transport would not carry by itself. The transport carries the id and the headers, on RabbitMQ the
/// correlation id too.
/// </summary>
internal static class RawJsonMetadataWriter
{
    public static void Write(SendContext context)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbitMq))
        {
            if (context.SentTime is { } time)
            {
                rabbitMq.BasicProperties.Timestamp = new AmqpTimestamp(new DateTimeOffset(time).ToUnixTimeSeconds());
            }
        }
        else
        {
            context.Headers.Set(MessageHeaders.TransportSentTime, context.SentTime?.ToString("O", CultureInfo.InvariantCulture));
            SetIfAny(context.Headers, MessageHeaders.CorrelationId, context.CorrelationId);
        }

        SetIfAny(context.Headers, MessageHeaders.RequestId, context.RequestId);
        SetIfAny(context.Headers, MessageHeaders.InitiatorId, context.InitiatorId);
        SetIfAny(context.Headers, MessageHeaders.ResponseAddress, context.ResponseAddress);
        SetIfAny(context.Headers, MessageHeaders.FaultAddress, context.FaultAddress);
    }

    private static void SetIfAny(SendHeaders headers, string name, object? value)
    {
        if (value is not null)
        {
            headers.Set(name, value.ToString());
        }
    }
}
