using System.Globalization;

namespace Messaging.Worker.Consumers;

/// <summary>A queue that is not consumed although it should be.</summary>
/// <param name="Queue">The broker's name of it.</param>
/// <param name="Ready">Messages that wait in it.</param>
/// <param name="IsConnected">Whether its endpoint consumes, as far as the bus knows.</param>
/// <param name="Since">When that was first seen.</param>
internal sealed record StuckQueue(string Queue, long Ready, bool IsConnected, DateTimeOffset Since)
{
    /// <summary>Says so, without the full stop.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsConnected ? "Nothing has been taken from" : "There is no connection to")} queue {Queue} since {Since:yyyy-MM-dd'T'HH:mm:ss'Z'}, although its endpoint was started anew; {Ready} messages wait there");
}
