using System.Text.RegularExpressions;

namespace Messaging.Tasks.Serialization.Schemas;

/// <summary>
/// A schema's regular expression. Patterns come from workers' code and texts from callers, and no pair of them may hold a thread: nearly
/// all patterns are matched in time proportional to
/// the text. Those with lookarounds or back references cannot be, and have a time limit, but for the end that our own patterns have.
/// </summary>
internal sealed class SchemaPattern(string pattern)
{
    /// <summary>
    /// The end of a text in the dialects of .NET and of ECMAScript: <c>$</c> alone is in .NET also before a last line break.
    /// </summary>
    public const string End = "$(?!\\n)";

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private readonly Regex? _expression = Create(pattern);

    /// <summary>Whether a text matches.</summary>
    public bool IsMatch(string text) => _expression is null || (TryMatch(text) ?? TryMatch(text) ?? false);

    /// <summary>Of a worker in another language, whose patterns are not quite .NET's, nothing is said.</summary>
    private static Regex? Create(string pattern)
    {
        // The one that ECMAScript knows too, whose dialect a schema's patterns are in, says what .NET has an anchor for.
        var isEnded = pattern.EndsWith(End, StringComparison.Ordinal) && !pattern[..^End.Length].EndsWith('\\');
        var linear = isEnded ? $"{pattern[..^End.Length]}\\z" : pattern;
        try
        {
            return new Regex(linear, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (RegexParseException)
        {
            return null;
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, Limit);
        }
    }

    /// <summary>
    /// The limit also passes while the machine has no time for this thread: one such moment must not refuse what is right.
    /// </summary>
    private bool? TryMatch(string text)
    {
        try
        {
            return _expression!.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
