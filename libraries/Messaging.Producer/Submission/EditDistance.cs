namespace Messaging.Producer.Submission;

/// <summary>How far two names are apart: insertions, deletions and replacements (V. Levenshtein, 1966).</summary>
internal static class EditDistance
{
    private const int MaxSuggestions = 3;

    /// <summary>The known names that resemble one most, nearest first.</summary>
    public static IReadOnlyList<string> Nearest(string name, IEnumerable<string> known) =>
        [.. known.OrderBy(other => Between(name, other)).ThenBy(other => other, StringComparer.Ordinal).Take(MaxSuggestions)];

    public static int Between(string left, string right)
    {
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
