using System.Net.Mime;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Serialization;

namespace Messaging.Lifecycle.Ledger;

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
