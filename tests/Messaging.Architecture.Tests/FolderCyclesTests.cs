using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests;

/// <summary>
/// Folders of a project reference each other in one direction, as projects do. A folder is the first level below the project; files at the
/// project's root tie its parts together and do not count.
/// </summary>
public sealed partial class FolderCyclesTests
{
    [Fact]
    public void No_folders_of_a_project_need_each_other() =>
        Repository.Files("*.csproj", "contracts", "libraries", "services", "bench", "infra", "samples", "tests")
            .SelectMany(CyclesOf)
            .ShouldBeEmpty();

    [Theory]
    [InlineData("A uses B; B uses C; C uses A", "A, B, C")]
    [InlineData("A uses B; B uses A; C uses A", "A, B")]
    [InlineData("A uses B; A uses C; B uses C", null)]
    public void A_cycle_is_found_with_all_its_folders(string uses, string? folders)
    {
        var edges = uses.Split("; ").Select(use => use.Split(" uses ")).ToLookup(use => use[0], use => use[1]);

        Cycles(edges).Select(cycle => string.Join(", ", cycle)).ShouldBe(folders is null ? [] : [folders]);
    }

    private static IEnumerable<string> CyclesOf(string project)
    {
        var root = Path.GetDirectoryName(project)!.Replace('\\', '/') + "/";
        var files = Repository.All.Where(file =>
            file.Path.StartsWith(root, StringComparison.Ordinal) && file.Path[root.Length..].Contains('/', StringComparison.Ordinal))
            .Select(file => (Folder: file.Path[root.Length..].Split('/')[0], file.TopLevelTypes, Names: NamesIn(file)))
            .ToArray();
        var homes = files.SelectMany(file => file.TopLevelTypes.Select(type => (Type: type, file.Folder)))
            .DistinctBy(home => home.Type)
            .ToDictionary(home => home.Type, home => home.Folder);
        var edges = files
            .SelectMany(file =>
                file.Names.Where(name => homes.GetValueOrDefault(name, file.Folder) != file.Folder)
                    .Select(name => (From: file.Folder, To: homes[name])))
            .Distinct()
            .ToLookup(edge => edge.From, edge => edge.To);
        return Cycles(edges).Select(cycle => $"{project}: {string.Join(", ", cycle)}");
    }

    /// <summary>The groups of folders each of which leads to all others of its group.</summary>
    private static IEnumerable<string[]> Cycles(ILookup<string, string> edges)
    {
        var reached = edges.ToDictionary(from => from.Key, from => Reached(from.Key, edges));
        return reached.Keys
            .Where(folder => reached[folder].Contains(folder))
            .Select(folder =>
                reached.Keys.Where(other => reached[folder].Contains(other) && reached[other].Contains(folder))
                    .Order(StringComparer.Ordinal)
                    .ToArray())
            .DistinctBy(group => group[0]);
    }

    private static HashSet<string> Reached(string from, ILookup<string, string> edges)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>(edges[from]);
        while (next.TryPop(out var folder))
        {
            if (reached.Add(folder))
            {
                foreach (var to in edges[folder])
                {
                    next.Push(to);
                }
            }
        }

        return reached;
    }

    private static HashSet<string> NamesIn(SourceFile file) =>
        [.. file.Code.SelectMany(line => Word.Matches(CommentOrText.Replace(line.Text, "")).Select(match => match.Value))];

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word { get; }

    [GeneratedRegex(@"//.*|""(\\.|[^""\\])*""")]
    private static partial Regex CommentOrText { get; }
}
