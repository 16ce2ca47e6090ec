using System.Globalization;

namespace Messaging.Lifecycle.Storage;

/// <summary>Where a row stands in every list it is in: newest first, and of those of the same millisecond the greatest id first.</summary>
/// <param name="CreatedAt">When the task was created, in milliseconds.</param>
/// <param name="Id">The task's id.</param>
public readonly record struct TaskCursor(DateTimeOffset CreatedAt, Guid Id)
{
    private const int IdLength = 32;

    /// <summary>The order of lists.</summary>
    public static IComparer<TaskCursor> NewestFirst { get; } = Comparer<TaskCursor>.Create(
        (left, right) => (right.CreatedAt, right.Id).CompareTo((left.CreatedAt, left.Id)));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out TaskCursor place)
    {
        place = default;
        if (text is null || text.Length <= IdLength + 1 || text[^(IdLength + 1)] != '-'
            || !long.TryParse(
                text.AsSpan(0, text.Length - IdLength - 1),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var milliseconds)
            || milliseconds < 0 || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || !Guid.TryParseExact(text[^IdLength..], "N", out var id))
        {
            return false;
        }

        place = new TaskCursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), id);
        return true;
    }

    /// <summary>A text that stands for the place, fit for a URL.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.ToUnixTimeMilliseconds():x}-{Id:N}");
}
