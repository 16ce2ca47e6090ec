using System.Text.RegularExpressions;

namespace Messaging.Tasks;

/// <summary>
/// The rule for task names: dot-separated words of lower-case letters and digits, which hyphens or underscores may join, 1 to 100
/// characters, such as <c>etl.import-csv</c>.
/// </summary>
public static partial class TaskName
{
    /// <summary>Longest name, in characters.</summary>
    public const int LengthLimit = 100;

    /// <summary>Whether a text is a task name.</summary>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= LengthLimit } && Pattern().IsMatch(name);

    [GeneratedRegex(@"^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*(?:\.[a-z0-9]+(?:[-_][a-z0-9]+)*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
