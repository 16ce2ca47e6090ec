using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Context;

namespace Messaging.Hosting.Serialization;

/// <summary>A delivery with a lean body. It is of one message type, so it needs no table of those that were asked for.</summary>
internal sealed class RawJsonConsumeContext<TMessage>(ReceiveContext receiveContext, RawJsonSerializerContext<TMessage> content)
    : DeserializerConsumeContext(receiveContext, content)
    where TMessage : class
{
    private MessageConsumeContext<TMessage>? _message;

    public override Guid? MessageId => content.MessageId;

    public override Guid? RequestId => content.RequestId;

    public override Guid? CorrelationId => content.CorrelationId;

    public override Guid? ConversationId => content.ConversationId;

    public override Guid? InitiatorId => content.InitiatorId;

    public override DateTime? ExpirationTime => content.ExpirationTime;

    // MassTransit declares the addresses as never null, and takes null in them.
    public override Uri SourceAddress => content.SourceAddress!;

    public override Uri DestinationAddress => content.DestinationAddress!;

    public override Uri ResponseAddress => content.ResponseAddress!;

    public override Uri FaultAddress => content.FaultAddress!;

    public override DateTime? SentTime => content.SentTime;

    public override Headers Headers => content.Headers;

    public override HostInfo Host => content.Host;

    public override IEnumerable<string> SupportedMessageTypes => content.SupportedMessageTypes;

    public override bool HasMessageType(Type messageType) => content.IsSupportedMessageType(messageType);

    public override bool TryGetMessage<T>([NotNullWhen(true)] out ConsumeContext<T>? consumeContext)
    {
        consumeContext = typeof(T) == typeof(TMessage)
            ? (_message ??= new MessageConsumeContext<TMessage>(this, content.Message)) as ConsumeContext<T>
            : null;
        return consumeContext is not null;
    }
}
