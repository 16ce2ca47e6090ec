namespace Messaging.Architecture.Tests;

/// <summary>The working copy that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Generated = ["bin", "obj", "artifacts", ".git", "node_modules"];

    public static string Root { get; } = FindRoot();

    /// <summary>The source files of what is delivered, and of the benchmark, by path from the root.</summary>
    public static IReadOnlyList<SourceFile> Delivered { get; } =
    [
        .. Files("*.cs", "contracts", "libraries", "services", "bench").Select(SourceFile.Read),
    ];

    /// <summary>All source files, tests and benchmarks too.</summary>
    public static IReadOnlyList<SourceFile> All { get; } = [.. Files("*.cs").Select(SourceFile.Read)];

    /// <summary>Paths from the root, with forward slashes, of files that are not generated.</summary>
    public static IEnumerable<string> Files(string pattern, params IReadOnlyList<string> folders) =>
        (folders.Count == 0 ? [Root] : folders.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists))
            .SelectMany(folder => Search(folder, pattern))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Search(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern)
            .Concat(
                Directory.EnumerateDirectories(folder)
                    .Where(child => !Generated.Contains(Path.GetFileName(child)))
                    .SelectMany(child => Search(child, pattern)));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Messaging.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Messaging.sln.");
    }
}
