using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests.Deployment;

/// <summary>What the tests need of <c>infra/compose.yaml</c>: its services by indentation, with what they merge written out.</summary>
internal static partial class ComposeFile
{
    public const string Path = "infra/compose.yaml";

    public static string Text { get; } = File.ReadAllText(System.IO.Path.Combine(Repository.Root, Path)).ReplaceLineEndings("\n");

    /// <summary>Each service's own lines, without comments.</summary>
    public static IReadOnlyDictionary<string, string> Services { get; } = Entry.Matches(Section("services")).ToDictionary(
        match => match.Groups["name"].Value, match => Written(match.Groups["lines"].Value), StringComparer.Ordinal);

    /// <summary>The items of a list that a service has, one a line.</summary>
    public static IEnumerable<string> Items(string service, string key) =>
        Regex.Match(service, $@"^ *{key}:\n(?<items>( +- .*\n)+)", RegexOptions.Multiline).Groups["items"].Value
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim()[2..].Trim('"'));

    private static string Section(string name) =>
        Regex.Match(Uncommented, $@"^{name}:\n(?<lines>( .*\n|\n)+)", RegexOptions.Multiline).Groups["lines"].Value;

    private static string Uncommented => Comment.Replace(Text, "");

    // Merged keys may be merged themselves.
    private static string Written(string lines)
    {
        while (Merge.Match(lines) is { Success: true } merge)
        {
            var anchor = Regex.Match(
                Uncommented, $@"^x-[a-z]+: &{merge.Groups["anchor"].Value}\n(?<lines>( .*\n|\n)+)", RegexOptions.Multiline);
            var deeper = new string(' ', merge.Groups["indent"].Length - 2);
            lines = lines.Replace(
                merge.Value, LineStart.Replace(anchor.Groups["lines"].Value.TrimEnd('\n'), deeper) + "\n", StringComparison.Ordinal);
        }

        return lines;
    }

    [GeneratedRegex(@"^ *#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment { get; }

    [GeneratedRegex(@"^  (?<name>[a-z]+):\n(?<lines>(   .*\n|\n)+)", RegexOptions.Multiline)]
    private static partial Regex Entry { get; }

    [GeneratedRegex(@"^(?<indent> +)<<: \*(?<anchor>[a-z]+)\n", RegexOptions.Multiline)]
    private static partial Regex Merge { get; }

    [GeneratedRegex("^", RegexOptions.Multiline)]
    private static partial Regex LineStart { get; }
}
