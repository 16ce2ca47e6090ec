namespace Messaging.Hosting.Validation;

/// <summary>How far two names are apart: insertions, deletions and replacements (V. Levenshtein, 1966).</summary>
public static class EditDistance
{
    private const int MaxSuggestions = 3;

    /// <summary>The three known names that resemble one most, nearest first.</summary>
    /// <param name="name">The name that is not known.</param>
    /// <param name="known">The names that are.</param>
    public static IReadOnlyList<string> Nearest(string name, IEnumerable<string> known) =>
        [.. known.OrderBy(other => Between(name, other)).ThenBy(other => other, StringComparer.Ordinal).Take(MaxSuggestions)];

    /// <summary>How many characters must be inserted, deleted or replaced to make one name of the other.</summary>
    public static int Between(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replacement = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replacement, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
