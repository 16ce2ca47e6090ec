namespace Messaging.Hosting.Routing;

/// <summary>Addresses on MassTransit's in-memory transport, which creates a queue when it is first sent to.</summary>
internal sealed class InMemoryQueueRoutes : IQueueRoutes
{
    public ValueTask<Uri> To(string name, CancellationToken cancellationToken) => ValueTask.FromResult(new Uri($"queue:{name}"));

    public void Forget(string name)
    {
    }
}
