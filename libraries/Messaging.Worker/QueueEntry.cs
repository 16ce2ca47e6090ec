using System.Globalization;
using Messaging.Hosting.Routing;

namespace Messaging.Worker;

/// <summary>
/// A queue that the worker is to serve, as <c>Worker:Queues</c> names it: <c>name</c>, <c>name:weight</c>, <c>name@slots</c> or
/// <c>name:weight@slots</c>.
/// </summary>
/// <param name="Name">Its name, without prefix.</param>
/// <param name="Weight">Its share of the common total, beside the other queues' weights: 1 to 100; <see langword="null"/> when none was
/// given.</param>
/// <param name="Slots">Most of its tasks at a time: 1 to 1,000; <see langword="null"/> when none was given.</param>
public sealed record QueueEntry(string Name, int? Weight, int? Slots)
{
    /// <summary>Highest weight.</summary>
    public const int HighestWeight = 100;

    /// <summary>Most slots.</summary>
    public const int MaxSlots = 1000;

    /// <summary>Reads one entry; <see langword="null"/> when it is none.</summary>
    public static QueueEntry? Parse(string entry)
    {
        var (front, slots) = Split(entry, '@', MaxSlots);
        var (name, weight) = Split(front, ':', HighestWeight);
        return QueueNames.IsValidTaskQueue(name) && slots != 0 && weight != 0 ? new QueueEntry(name, weight, slots) : null;
    }

    /// <summary>What stands before a mark and the number behind it; 0 when that is none within bounds.</summary>
    private static (string Front, int? Number) Split(string text, char mark, int highest)
    {
        var place = text.IndexOf(mark, StringComparison.Ordinal);
        if (place < 0)
        {
            return (text, null);
        }

        var isNumber = int.TryParse(text.AsSpan(place + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= highest;
        return (text[..place], isNumber ? number : 0);
    }
}
