using MassTransit;
using Messaging.Hosting.Routing;
using Messaging.Tasks;
using Microsoft.Extensions.Logging;
using PublishException = RabbitMQ.Client.Exceptions.PublishException;

namespace Messaging.Hosting.Bus;

/// <summary>
/// Watches what becomes of sends. A channel of RabbitMQ can stay refused for good when the node that leads its queue dies (seen with 3.10
/// in a cluster), while new connections
/// have no trouble: when all sends to one place have been refused for 15 seconds, the connection is given up for a new one, and again after
/// a minute, two, four and so on while that does not help.
/// </summary>
internal sealed class NackWatchdog(BusSockets sockets, BrokerAnswers answers, TimeProvider clock, ILogger<NackWatchdog> logger)
    : ISendObserver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly SteadyClock _clock = new(clock);
    private readonly Dictionary<Uri, DateTimeOffset> _refusedSince = [];
    private DateTimeOffset _givenUpAt = DateTimeOffset.MinValue;
    private TimeSpan _pause = TimeSpan.Zero;

    public Task PreSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context)
        where T : class
    {
        Confirmed(context.DestinationAddress);
        if (answers.Any)
        {
            answers.Taken(Sends(context.DestinationAddress));
        }

        return Task.CompletedTask;
    }

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class
    {
        answers.Failed(Sends(context.DestinationAddress), exception);
        if (IsRefusal(exception) && context.DestinationAddress is { } destination && IsTooMuch(destination))
        {
            logger.LogWarning(
                "The broker has refused everything sent to {Destination} for {Seconds} s: the connection is given up for a new one",
                destination.AbsolutePath,
                Patience.TotalSeconds);
            sockets.Close();
        }

        return Task.CompletedTask;
    }

    private static string Sends(Uri? destination) =>
        destination is null ? "sends" : $"sends to {destination.AbsolutePath[(destination.AbsolutePath.LastIndexOf('/') + 1)..]}";

    /// <summary>Whether the broker has refused it, which MassTransit tells as the cause of an exception of its own.</summary>
    private static bool IsRefusal(Exception? exception) =>
        exception is PublishException { IsReturn: false } || (exception is not null && IsRefusal(exception.InnerException));

    private void Confirmed(Uri? destination)
    {
        lock (_lock)
        {
            if (_refusedSince.Count > 0 && destination is not null)
            {
                _pause = _refusedSince.Remove(destination) ? TimeSpan.Zero : _pause;
            }
        }
    }

    private bool IsTooMuch(Uri destination)
    {
        var now = _clock.GetUtcNow();
        lock (_lock)
        {
            if (_refusedSince.TryAdd(destination, now) || now - _refusedSince[destination] < Patience || now - _givenUpAt < _pause)
            {
                return false;
            }

            // A queue that is full refuses for good too, and no new connection helps: that is found out ever more rarely.
            _givenUpAt = now;
            _pause = _pause == TimeSpan.Zero ? FirstPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            return true;
        }
    }
}
