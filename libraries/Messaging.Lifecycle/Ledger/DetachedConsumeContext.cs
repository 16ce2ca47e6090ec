using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;

namespace Messaging.Lifecycle.Ledger;

/// <summary>The consume context of an event that came from no bus: it has no identity, no headers and nowhere to send to. MassTransit's state machines need one to raise an event.</summary>
internal sealed class DetachedConsumeContext() : BaseConsumeContext(DetachedReceiveContext.Instance, null!)
{
    public static readonly DetachedConsumeContext Instance = new();

    public override Task ConsumeCompleted => Task.CompletedTask;

    public override Guid? MessageId => null;

    public override Guid? RequestId => null;

    public override Guid? CorrelationId => null;

    public override Guid? ConversationId => null;

    public override Guid? InitiatorId => null;

    public override DateTime? ExpirationTime => null;

    public override Uri SourceAddress => null!;

    public override Uri DestinationAddress => null!;

    public override Uri ResponseAddress => null!;

    public override Uri FaultAddress => null!;

    public override DateTime? SentTime => null;

    public override Headers Headers => EmptyHeaders.Instance;

    public override HostInfo Host => null!;

    public override IEnumerable<string> SupportedMessageTypes => [];

    public override bool HasPayloadType(Type payloadType) => false;

    public override bool TryGetPayload<T>([NotNullWhen(true)] out T? payload)
        where T : class
    {
        payload = null;
        return false;
    }

    public override T GetOrAddPayload<T>(PayloadFactory<T> payloadFactory) => payloadFactory();

    public override T AddOrUpdatePayload<T>(PayloadFactory<T> addFactory, UpdatePayloadFactory<T> updateFactory) => addFactory();

    public override bool HasMessageType(Type messageType) => false;

    public override bool TryGetMessage<T>([NotNullWhen(true)] out ConsumeContext<T>? consumeContext)
        where T : class
    {
        consumeContext = null;
        return false;
    }

    public override void AddConsumeTask(Task task) => throw new NotSupportedException("The task state machine starts no work of its own.");
}
