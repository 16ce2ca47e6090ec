using System.Diagnostics;
using System.Text.Json;

namespace Messaging.Architecture.Tests.Packages;

/// <summary><c>infra/outdated.sh</c> on answers of a <c>dotnet list package</c> that is played to it.</summary>
public sealed class OutdatedTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("messaging-outdated-");
    private string _index = """{"resources":[{"@type":"VulnerabilityInfo/6.7.0"}]}""";

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Packages_that_are_the_newest_need_no_reason()
    {
        var (exitCode, output) = await Run("");

        output.ShouldContain("Nothing outdated, deprecated or vulnerable without its reason.");
        exitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("outdated", "major  Bus  2.3.4")]
    [InlineData("highest-minor", "minor  Bus  1.2.9")]
    [InlineData("deprecated", "deprecated  Bus  Critical-Bugs,Legacy")]
    [InlineData("vulnerable", "vulnerable  Bus  GHSA-5crp-9r3c-p9vr")]
    public async Task A_package_that_should_be_replaced_needs_a_reason(string list, string row)
    {
        object package = list switch
        {
            "outdated" => new { id = "Bus", resolvedVersion = "1.2.3", latestVersion = "2.3.4" },
            "highest-minor" => new { id = "Bus", resolvedVersion = "1.2.3", latestVersion = "1.2.9" },
            "deprecated" => new { id = "Bus", resolvedVersion = "1.2.3", deprecationReasons = new[] { "Critical Bugs", "Legacy" } },
            _ =>
                new
                {
                    id = "Bus",
                    resolvedVersion = "1.2.3",
                    vulnerabilities = new[]
                    {
                        new { severity = "High", advisoryurl = "https://github.com/advisories/GHSA-5crp-9r3c-p9vr" },
                    },
                },
        };
        Answer(list, package);

        var without = await Run("");
        var with = await Run($"{row}  It is played.");
        var other = await Run($"{row}x  It is played.");

        without.Output.ShouldContain("NO REASON");
        without.ExitCode.ShouldBe(1);
        with.Output.ShouldContain("It is played.");
        with.ExitCode.ShouldBe(0);
        other.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_reason_may_be_given_for_many()
    {
        Answer("outdated", new { id = "Bus.Rabbit", resolvedVersion = "1.2.3", latestVersion = "2.3.4" });

        (await Run("major  Bus*  2.*  It is played.")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_reason_whose_package_is_gone_goes_too()
    {
        var (exitCode, output) = await Run("major  Bus  2.*  It is played.");

        output.ShouldContain("A reason without a package: major Bus 2.* It is played.");
        exitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"resources":[{"@type":"PackageBaseAddress/3.0.0"}]}""")]
    [InlineData("")]
    public async Task A_source_that_cannot_tell_what_is_vulnerable_is_not_taken_for_one_that_knows_of_nothing(string index)
    {
        _index = index;

        var (exitCode, output) = await Run("vulnerable  Bus  GHSA-5crp-9r3c-p9vr  It is played.");

        output.ShouldContain("https://source.test/index.json says neither what is deprecated nor what is vulnerable");
        output.ShouldNotContain("Nothing outdated");
        output.ShouldNotContain("A reason without a package");
        exitCode.ShouldBe(3);
    }

    [Fact]
    public async Task A_package_that_no_source_knows_is_named()
    {
        Answer("outdated", new { id = "Bus", resolvedVersion = "1.2.3", latestVersion = "Not found at the sources" });

        var (exitCode, output) = await Run("");

        output.ShouldContain("No source knows the newest of Bus");
        exitCode.ShouldBe(3);
    }

    [Fact]
    public async Task A_list_that_fails_is_no_empty_list()
    {
        await File.WriteAllTextAsync(Path.Combine(_root.FullName, "deprecated.json"), """{"problems":[{"text":"No assets file."}]}""");

        var (exitCode, output) = await Run("", failing: "deprecated");

        output.ShouldContain("No assets file.");
        exitCode.ShouldBe(1);
    }

    private void Answer(string list, params object[] packages) => File.WriteAllText(
        Path.Combine(_root.FullName, list + ".json"),
        JsonSerializer.Serialize(
            new
            {
                sources = new[] { "https://source.test/index.json" },
                projects = new object[]
                {
                    new { path = "a.csproj" },
                    new { path = "b.csproj", frameworks = new[] { new { transitivePackages = packages } } },
                },
            }));

    private async Task<(int ExitCode, string Output)> Run(string reasons, string failing = "none")
    {
        var infra = _root.CreateSubdirectory("infra").FullName;
        var programs = _root.CreateSubdirectory("bin").FullName;
        File.Copy(Path.Combine(Repository.Root, "infra/outdated.sh"), Path.Combine(infra, "outdated.sh"), overwrite: true);
        await File.WriteAllTextAsync(Path.Combine(infra, "outdated-reasons.txt"), $"# What follows is played.\n\n{reasons}\n");
        foreach (
            var list in new[] { "outdated", "highest-minor", "deprecated", "vulnerable" }
                .Where(list => !File.Exists(Path.Combine(_root.FullName, list + ".json"))))
        {
            Answer(list);
        }

        await Program(
            programs,
            "dotnet",
            $"[ \"$1\" = list ] || exit 0\nfor list; do :; done\ncat \"{_root.FullName}/${{list#--}}.json\"\n[ \"$list\" != "
                + $"--{failing} ]\n");
        await Program(programs, "curl", $"printf %s '{_index}'\n");
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", "chmod +x bin/* && exec infra/outdated.sh 2>&1"])
        {
            WorkingDirectory = _root.FullName,
            RedirectStandardOutput = true,
            Environment = { ["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}" },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    private static Task Program(string folder, string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(folder, name), "#!/bin/sh\n" + text);
}
