using System.Diagnostics.CodeAnalysis;
using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;

namespace Messaging.Hosting.Serialization;

/// <summary>A message that came in a lean body, with its metadata.</summary>
internal sealed class RawJsonSerializerContext<TMessage>(
    TMessage message,
    MessageBody body,
    ContentType contentType,
    Headers transportHeaders,
    Uri? destinationAddress,
    ReceiveContext? delivery)
    : RawJsonMetadata(transportHeaders, destinationAddress, delivery), SerializerContext
    where TMessage : class
{
    private static readonly string[] MessageTypes = [MessageUrn.ForTypeString<TMessage>()];

    // What is no message (a header's value, say) is the default serializer's.
    private static readonly SystemTextJsonMessageSerializer Objects = SystemTextJsonMessageSerializer.Instance;

    public TMessage Message => message;

    public string[] SupportedMessageTypes => MessageTypes;

    public bool IsSupportedMessageType<T>()
        where T : class => typeof(T) == typeof(TMessage);

    public bool IsSupportedMessageType(Type messageType) => messageType == typeof(TMessage);

    public bool TryGetMessage<T>(out T? found)
        where T : class
    {
        found = IsSupportedMessageType<T>() ? message as T : null;
        return found is not null;
    }

    public bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? found)
    {
        found = IsSupportedMessageType(messageType) ? message : null;
        return found is not null;
    }

    /// <summary>Passes the body on as it is.</summary>
    public IMessageSerializer GetMessageSerializer() => new CopyBodySerializer(contentType, body);

    public IMessageSerializer GetMessageSerializer<T>(MessageEnvelope envelope, T overlay)
        where T : class => throw NoEnvelope();

    public IMessageSerializer GetMessageSerializer(object other, string[] messageTypes) => throw NoEnvelope();

    public Dictionary<string, object> ToDictionary<T>(T? value)
        where T : class => throw NoEnvelope();

    public T? DeserializeObject<T>(object? value, T? defaultValue = null)
        where T : class => Objects.DeserializeObject(value, defaultValue);

    public T? DeserializeObject<T>(object? value, T? defaultValue = null)
        where T : struct => Objects.DeserializeObject(value, defaultValue);

    public MessageBody SerializeObject(object? value) => Objects.SerializeObject(value);

    private static NotSupportedException NoEnvelope() =>
        new($"A {typeof(TMessage).Name} with a lean body cannot take part in a routing slip, a future or a request saga.");
}
