using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Messaging.Architecture.Tests.Packages;

/// <summary>What others install beside their own packages leaves them room; what we build and test with is one version.</summary>
public sealed partial class VersionTests
{
    private static readonly XElement Central = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Root!;

    private static readonly Dictionary<string, string> Versions = Central.Descendants("PackageVersion").ToDictionary(Name, Version);

    /// <summary>
    /// What the packages of contracts and libraries depend on, by their lock files: what they ask for, and what is pinned among that which
    /// it brings along.
    /// </summary>
    private static readonly HashSet<string> Packed = ProjectFile.Delivered
        .Where(project =>
            project.Path.StartsWith("contracts/", StringComparison.Ordinal)
                || project.Path.StartsWith("libraries/", StringComparison.Ordinal))
        .SelectMany(project => Locked(project.Path))
        .Where(package => package.Type is "Direct" or "CentralTransitive")
        .Select(package => package.Name)
        .Where(Versions.ContainsKey)
        .ToHashSet();

    [Fact]
    public void Packages_that_are_packed_are_seen() =>
        new[] { "MassTransit", "MassTransit.RabbitMQ", "StackExchange.Redis", "Polly.Core" }.Except(Packed).ShouldBeEmpty();

    [Fact]
    public void What_is_packed_asks_for_a_version_or_later_before_the_next_major() =>
        Packed.Where(package => !IsRangeToNextMajor(Versions[package])).Select(package => $"{package} {Versions[package]}").ShouldBeEmpty();

    [Fact]
    public void What_is_only_built_and_tested_with_is_one_version() =>
        Versions.Where(package => !Packed.Contains(package.Key))
            .Concat(Central.Descendants("GlobalPackageReference").ToDictionary(Name, Version))
            .Where(package => !Exact().IsMatch(package.Value))
            .Select(package => $"{package.Key} {package.Value}")
            .ShouldBeEmpty();

    [Fact]
    public void What_is_built_is_the_version_that_the_range_begins_with() =>
        Repository.Files("packages.lock.json")
            .SelectMany(Locked)
            .Where(package =>
                Versions.ContainsKey(package.Name)
                    && package.Resolved is not null
                    && package.Resolved != Range().Replace(Versions[package.Name], "${from}"))
            .Select(package => $"{package.Name} {package.Resolved}")
            .Distinct()
            .ShouldBeEmpty();

    private static bool IsRangeToNextMajor(string version)
    {
        var range = Range().Match(version);
        return range.Success && int.Parse(range.Groups["next"].ValueSpan, null) == int.Parse(range.Groups["major"].ValueSpan, null) + 1;
    }

    private static IEnumerable<(string Name, string Type, string? Resolved)> Locked(string projectOrLock)
    {
        var path = Path.Combine(Repository.Root, Path.GetDirectoryName(projectOrLock)!, "packages.lock.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return
        [
            .. document.RootElement.GetProperty("dependencies")
                .EnumerateObject()
                .SelectMany(framework => framework.Value.EnumerateObject())
                .Select(package => (
                package.Name,
                package.Value.GetProperty("type").GetString()!,
                package.Value.TryGetProperty("resolved", out var resolved) ? resolved.GetString() : null)),
        ];
    }

    private static string Name(XElement package) => (string)package.Attribute("Include")!;

    private static string Version(XElement package) => (string)package.Attribute("Version")!;

    [GeneratedRegex(@"^\[(?<from>(?<major>\d+)(\.\d+)+),(?<next>\d+)\.0\.0\)$")]
    private static partial Regex Range();

    [GeneratedRegex(@"^\d+(\.\d+)+$")]
    private static partial Regex Exact();
}
