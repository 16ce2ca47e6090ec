using System.Net.Mime;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MassTransit;

namespace Messaging.Hosting.Serialization;

/// <summary>Writes and reads the bodies of one contract: its JSON, without an envelope. The content type alone tells which contract a body is.</summary>
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
        new RawJsonConsumeContext<TMessage>(receiveContext, Read(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress, receiveContext));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) => Read(body, headers, destinationAddress, null);

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public void Probe(ProbeContext context) => context.CreateScope("lean").Add("contentType", ContentType.MediaType);

    private RawJsonSerializerContext<TMessage> Read(MessageBody body, Headers transportHeaders, Uri? destinationAddress, ReceiveContext? delivery)
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
