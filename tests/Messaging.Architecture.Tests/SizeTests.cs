using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests;

public sealed partial class SizeTests
{
    /// <summary>A file holds one idea: a type, and the small ones that are there for it.</summary>
    [Fact]
    public void Types_beside_the_first_of_a_file_are_small() =>
        Repository.Delivered.SelectMany(
            file => file.Further.Where(type => type.Lines > 40).Select(type => $"{file.Path}: {type.Name} has {type.Lines} lines"))
            .ShouldBeEmpty();

    [Fact]
    public void Types_are_found_in_nearly_all_files() =>
        Repository.Delivered.Where(file =>
            !file.TopLevelTypes.Any() && Path.GetFileName(file.Path) is not ("Program.cs" or "AssemblyInfo.cs" or "GlobalUsings.cs"))
            .Select(file => file.Path)
            .ShouldBeEmpty();

    [Fact]
    public void Half_of_all_files_have_60_lines_or_fewer_and_nine_of_ten_200()
    {
        int[] lengths = [.. Repository.Delivered.Select(file => file.Lines.Count).Order()];
        var longest = string.Join(
            ", ",
            Repository.Delivered.OrderByDescending(file => file.Lines.Count).Take(5).Select(file => $"{file.Path} {file.Lines.Count}"));

        lengths[lengths.Length / 2].ShouldBeLessThanOrEqualTo(60, longest);
        lengths[lengths.Length * 9 / 10].ShouldBeLessThanOrEqualTo(200, longest);
    }

    /// <summary>They hold texts of several lines for a terminal, which wraps them itself.</summary>
    private static readonly string[] Texts = ["libraries/Messaging.AspNetCore/CommandLine/ServiceCommand.cs", "services/Standalone/Welcome.cs"];

    /// <summary>Longer are only lines with a literal that does not gain by being cut, and directives, which cannot be.</summary>
    [Fact]
    public void Lines_have_140_characters_or_fewer()
    {
        Repository.All.Count.ShouldBeGreaterThan(500);
        Repository.All
            .SelectMany(file => file.Lines.Select((line, index) => (Line: line, At: $"{file.Path}:{index + 1}")))
            .Where(line => line.Line.Length > 140 && !line.Line.TrimStart().StartsWith('#') && Literals.Replace(line.Line, "").Length > 110)
            .Where(line => !Texts.Contains(line.At.Split(':')[0]))
            .Select(line => line.At)
            .ShouldBeEmpty();
    }

    [Fact]
    public void All_hosts_together_have_fewer_than_1200_lines() =>
        Repository.Delivered.Where(file => file.Path.StartsWith("services/", StringComparison.Ordinal))
            .Sum(file => file.Lines.Count)
            .ShouldBeLessThan(1200);

    [Fact]
    public void The_program_of_a_service_has_25_lines_or_fewer()
    {
        var programs = Repository.Delivered.Where(
            file => file.Path.StartsWith("services/", StringComparison.Ordinal) && Path.GetFileName(file.Path) == "Program.cs")
            .ToArray();

        programs.Length.ShouldBe(ProjectFile.Delivered.Count(project => project.IsService));
        programs.Where(file => file.Lines.Count > 25).Select(file => $"{file.Path}: {file.Lines.Count} lines").ShouldBeEmpty();
    }

    [GeneratedRegex("\"\"\".*|\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Literals { get; }
}
