using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Serialization;
using Messaging.Contracts;

namespace Messaging.Producer.Intake;

/// <summary>A submission that is still in its body, with what was told around it.</summary>
internal sealed class UnreadSubmission(SerializerContext around) : SerializerContext
{
    private static readonly SubmitTask Unread = new() { Name = "" };
    private static readonly string[] MessageTypes = [MessageUrn.ForTypeString<SubmitTask>()];

    public string[] SupportedMessageTypes => MessageTypes;

    public Guid? MessageId => around.MessageId;

    public Guid? RequestId => around.RequestId;

    public Guid? CorrelationId => around.CorrelationId;

    public Guid? ConversationId => around.ConversationId;

    public Guid? InitiatorId => around.InitiatorId;

    public DateTime? ExpirationTime => around.ExpirationTime;

    public Uri? SourceAddress => around.SourceAddress;

    public Uri? DestinationAddress => around.DestinationAddress;

    public Uri? ResponseAddress => around.ResponseAddress;

    public Uri? FaultAddress => around.FaultAddress;

    public DateTime? SentTime => around.SentTime;

    public Headers Headers => around.Headers;

    public HostInfo Host => around.Host;

    public bool IsSupportedMessageType<T>()
        where T : class => IsSupportedMessageType(typeof(T));

    public bool IsSupportedMessageType(Type messageType) => messageType == typeof(SubmitTask);

    public bool TryGetMessage<T>(out T? message)
        where T : class
    {
        message = IsSupportedMessageType<T>() ? Unread as T : null;
        return message is not null;
    }

    public bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? message)
    {
        message = IsSupportedMessageType(messageType) ? Unread : null;
        return message is not null;
    }

    public IMessageSerializer GetMessageSerializer() => around.GetMessageSerializer();

    public IMessageSerializer GetMessageSerializer<T>(MessageEnvelope envelope, T message)
        where T : class => around.GetMessageSerializer(envelope, message);

    public IMessageSerializer GetMessageSerializer(object message, string[] messageTypes) =>
        around.GetMessageSerializer(message, messageTypes);

    public Dictionary<string, object> ToDictionary<T>(T? message)
        where T : class => around.ToDictionary(message);

    public T? DeserializeObject<T>(object? value, T? defaultValue = null)
        where T : class => around.DeserializeObject(value, defaultValue);

    public T? DeserializeObject<T>(object? value, T? defaultValue = null)
        where T : struct => around.DeserializeObject(value, defaultValue);

    public MessageBody SerializeObject(object? value) => around.SerializeObject(value);
}
