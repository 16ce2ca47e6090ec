using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests.Settings;

/// <summary>A row of a table of settings in the documents.</summary>
internal sealed partial record DocumentedSetting(string Path, string Name, string Default, string Range, string What)
{
    /// <summary>All rows, one per setting: a row may name two.</summary>
    public static IReadOnlyList<DocumentedSetting> All { get; } =
        [
            .. Repository.Files("*.md", "docs")
                .SelectMany(path => Rows(path, File.ReadAllLines(System.IO.Path.Combine(Repository.Root, path)))),
        ];

    /// <summary>Rows of the tables that have a column of settings.</summary>
    public static IEnumerable<DocumentedSetting> Rows(string path, IEnumerable<string> lines)
    {
        var isTable = false;
        foreach (var line in lines)
        {
            isTable = line.StartsWith('|')
                && (isTable || line.StartsWith("| setting | default | range | what |", StringComparison.Ordinal));
            if (!isTable || line.StartsWith("| setting", StringComparison.Ordinal) || line.StartsWith("|-", StringComparison.Ordinal))
            {
                continue;
            }

            var cells = Separator.Split(line.Trim()[1..^1]).Select(cell => cell.Trim()).ToArray();
            cells.Length.ShouldBe(4, line);
            foreach (Match name in Quoted.Matches(cells[0]))
            {
                yield return new DocumentedSetting(path, name.Groups["name"].Value, cells[1], cells[2], cells[3]);
            }
        }
    }

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Separator { get; }

    // Without the number of a list's entry: `A:B:0`, `:1`, … is A:B.
    [GeneratedRegex("`(?<name>[A-Za-z][^`]*?)(:0)?`")]
    private static partial Regex Quoted { get; }
}
