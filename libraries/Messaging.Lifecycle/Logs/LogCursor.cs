using System.Globalization;
using Messaging.Contracts;

namespace Messaging.Lifecycle.Logs;

/// <summary>Where a line stands in a task's log. Written as <c>2-17</c>: the seventeenth line of the second attempt.</summary>
/// <param name="Attempt">The attempt: 0 to 1,000,000.</param>
/// <param name="Sequence">Counts the lines of an attempt, from 1, to 1,000,000,000.</param>
public readonly record struct LogCursor(int Attempt, long Sequence)
{
    /// <summary>Highest attempt that has a place.</summary>
    public const int LastAttempt = 1_000_000;

    /// <summary>Highest sequence that has a place.</summary>
    public const long LastSequence = 1_000_000_000;

    /// <summary>Whether there is such a place.</summary>
    public bool IsValid => Attempt is >= 0 and <= LastAttempt && Sequence is >= 0 and <= LastSequence;

    /// <summary>Both in one number, in the same order. Exact as a double, which is what Redis sorts by.</summary>
    public long Score => (Attempt * (LastSequence + 1)) + Sequence;

    /// <summary>The place of a line.</summary>
    public static LogCursor Of(TaskLogged line) => new(line.Attempt, line.Sequence);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out LogCursor place)
    {
        place = default;
        var parts = text?.Split('-') ?? [];
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return false;
        }

        place = new LogCursor(attempt, sequence);
        return place.IsValid;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Attempt}-{Sequence}");
}
