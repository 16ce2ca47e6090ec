using System.Diagnostics.CodeAnalysis;
using System.Net.Mime;
using MassTransit;
using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Serialization;

namespace Messaging.Lifecycle.Ledger;

/// <summary>
/// The consume context of an event that came from no bus: it has no identity, no headers and nowhere to send to. MassTransit's state
/// machines need one to raise an event.
/// </summary>
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

/// <summary>The receive context of an event that came from no bus.</summary>
internal sealed class DetachedReceiveContext : BasePipeContext, ReceiveContext
{
    public static readonly DetachedReceiveContext Instance = new();

    public TimeSpan ElapsedTime => TimeSpan.Zero;

    public Uri InputAddress => null!;

    public ContentType ContentType => null!;

    public bool Redelivered => false;

    public Headers TransportHeaders => EmptyHeaders.Instance;

    public Task ReceiveCompleted => Task.CompletedTask;

    public bool IsDelivered => false;

    public bool IsFaulted => false;

    public ISendEndpointProvider SendEndpointProvider => null!;

    public IPublishEndpointProvider PublishEndpointProvider => null!;

    public bool PublishFaults => false;

    public MessageBody Body { get; } = new EmptyMessageBody();

    public Task NotifyConsumed<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task NotifyFaulted<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task NotifyFaulted(Exception exception) => Task.CompletedTask;

    public void AddReceiveTask(Task task) => throw new NotSupportedException("The task state machine starts no work of its own.");
}
