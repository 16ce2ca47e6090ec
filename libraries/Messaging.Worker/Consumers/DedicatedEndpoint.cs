using MassTransit;
using Messaging.Hosting.Routing;

namespace Messaging.Worker.Consumers;

/// <summary>Endpoints of this process alone, for what is published to all workers. They go with the process.</summary>
internal static class DedicatedEndpoint
{
    /// <summary>Connects one.</summary>
    /// <param name="connector">The bus.</param>
    /// <param name="worker">Whose it is.</param>
    /// <param name="purpose">What it is for, as part of its name.</param>
    public static void ConnectOwnEndpoint<TConsumer>(this IReceiveEndpointConnector connector, WorkerIdentity worker, string purpose)
        where TConsumer : class, IConsumer =>
        // Not by the worker's name alone: of two workers that were given the same one, each needs its own.
        connector.ConnectReceiveEndpoint($"worker.{worker.Id}.{purpose}.{NewId.NextGuid():N}", (context, endpoint) =>
        {
            endpoint.UseProcessLifetime();
            // Nobody would look at what is left over.
            endpoint.DiscardFaultedMessages();
            endpoint.DiscardSkippedMessages();
            endpoint.PublishFaults = false;
            endpoint.ConfigureConsumer<TConsumer>(context);
        });
}
