using System.Xml.Linq;

namespace Messaging.Architecture.Tests;

/// <summary>A project and what it asks for.</summary>
internal sealed record ProjectFile(
    string Path, string Name, string Sdk, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks)
{
    /// <summary>All projects of what is delivered, and the benchmark.</summary>
    public static IReadOnlyList<ProjectFile> Delivered { get; } =
    [
        .. Repository.Files("*.csproj", "contracts", "libraries", "services", "bench").Select(Read),
    ];

    public bool IsService => Path.StartsWith("services/", StringComparison.Ordinal);

    private static ProjectFile Read(string path)
    {
        var project = XDocument.Load(System.IO.Path.Combine(Repository.Root, path)).Root!;
        IReadOnlyList<string> All(string element) =>
            [.. project.Descendants(element).Select(item => (string?)item.Attribute("Include")).OfType<string>()];
        return new ProjectFile(
            path,
            System.IO.Path.GetFileNameWithoutExtension(path),
            (string?)project.Attribute("Sdk") ?? "",
            [.. All("ProjectReference").Select(reference => System.IO.Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))],
            All("PackageReference"),
            All("FrameworkReference"));
    }
}
