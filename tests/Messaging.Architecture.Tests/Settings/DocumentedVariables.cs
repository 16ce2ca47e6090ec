using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests.Settings;

/// <summary>The variables <c>OTEL_*</c> that the documents name.</summary>
internal static partial class DocumentedVariables
{
    private const string Document = "docs/operations/tracing.md";

    /// <summary>Those in the first column of the table of variables, as often as they are there.</summary>
    public static IReadOnlyList<string> InTable { get; } =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, Document))
            .SkipWhile(line => line != "| variable | default | what |").Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .SelectMany(line => In(line.Split('|')[1])),
    ];

    /// <summary>
    /// Those that are named anywhere, with the document. A name that ends with an underscore or an asterisk stands for many, and is not
    /// looked at.
    /// </summary>
    public static IReadOnlyList<(string Name, string Path)> Everywhere { get; } =
    [
        .. Repository.Files("*.md", "docs", "bench", "infra").Concat(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
            .SelectMany(path => In(File.ReadAllText(Path.Combine(Repository.Root, path))).Select(name => (name, path))),
    ];

    private static IEnumerable<string> In(string text) =>
        Name.Matches(text).SelectMany(match => Expand(match.Value)).Where(name => !name.EndsWith('_'));

    /// <summary>As a shell does: <c>A_{B,C}</c> is <c>A_B</c> and <c>A_C</c>.</summary>
    private static IEnumerable<string> Expand(string name) =>
        Choice.Match(name) is { Success: true } choice
            ? choice.Groups["words"].Value.Split(',')
                .SelectMany(word => Expand(name[..choice.Index] + word + name[(choice.Index + choice.Length)..]))
            : [name];

    [GeneratedRegex(@"\bOTEL_([A-Z_]|\{[A-Z_,]+\})+")]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"\{(?<words>[A-Z_,]+)\}")]
    private static partial Regex Choice { get; }
}
