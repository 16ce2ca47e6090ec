using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests;

/// <summary>
/// A C# file. Namespaces are file-scoped and the layout is checked, so a top-level type is one that begins in the first column.
/// </summary>
internal sealed partial record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    /// <summary>Lines that hold more than a comment.</summary>
    public IEnumerable<(int Number, string Text)> Code =>
        Lines.Select((line, i) => (i + 1, line)).Where(line => !line.line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    public IEnumerable<string> TopLevelTypes =>
        Lines.Select(line => TopLevelType.Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value);

    /// <summary>The types after the first, with how many lines each has from its first to that before the next.</summary>
    public IEnumerable<(string Name, int Lines)> Further
    {
        get
        {
            var begins = Lines.Select((line, i) => (Line: i, Match: TopLevelType.Match(line)))
                .Where(found => found.Match.Success)
                .ToArray();
            return begins.Select(
                (begin, i) => (begin.Match.Groups["name"].Value, (i + 1 < begins.Length ? begins[i + 1].Line : Lines.Count) - begin.Line))
                .Skip(1);
        }
    }

    public IEnumerable<string> Types =>
        Lines.Select(line => AnyType.Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value);

    /// <summary>Whether its code, comments aside, holds a text.</summary>
    public bool Holds(string text) => Code.Any(line => line.Text.Contains(text, StringComparison.Ordinal));

    public static SourceFile Read(string path) => new(path, File.ReadAllLines(System.IO.Path.Combine(Repository.Root, path)));

    [GeneratedRegex(@"^((public|internal|file|sealed|static|abstract|partial|readonly|ref|unsafe) )*((record )?(class|struct)|record|interface|enum|delegate [\w<>?\[\], ]+?) (?<name>\w+)")]
    private static partial Regex TopLevelType { get; }

    [GeneratedRegex(@"^\s*((public|internal|private|protected|file|sealed|static|abstract|partial|readonly|ref|unsafe) )*((record )?(class|struct)|record|interface|enum) (?<name>\w+)")]
    private static partial Regex AnyType { get; }
}
