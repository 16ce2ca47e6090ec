using MassTransit;

namespace Messaging.Operations.Control;

/// <summary>Tells all workers something.</summary>
internal sealed class Broadcaster(IBus bus, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Publishes a message.</summary>
    /// <returns>Whether the broker has confirmed it in time; it may still do so later.</returns>
    public async Task<bool> Publish<T>(T message)
        where T : class
    {
        var told = bus.Publish(message, CancellationToken.None);
        await told.WaitAsync(Patience, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return told.IsCompletedSuccessfully;
    }
}
