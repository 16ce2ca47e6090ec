using Messaging.Hosting.Routing;

namespace Messaging.Worker.Tests.Consumers;

/// <summary>Keeps a test's lifecycle events from the queue that others consume on the same broker.</summary>
internal sealed class PrivateEvents(IQueueRoutes routes, string events) : IQueueRoutes
{
    public ValueTask<Uri> To(string name, CancellationToken cancellationToken) => routes.To(NameOf(name), cancellationToken);

    public void Forget(string name) => routes.Forget(NameOf(name));

    private string NameOf(string name) => name == QueueNames.Events ? events : name;
}
