using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests.Deployment;

public sealed partial class DockerfileTests
{
    private static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "infra/Dockerfile")).ReplaceLineEndings("\n");

    private static string Final => Text[Text.LastIndexOf("\nFROM ", StringComparison.Ordinal)..];

    [Fact]
    public void The_restore_has_every_project_that_services_need_and_none_of_the_sources()
    {
        var restore = Text[..Text.IndexOf("RUN for service in", StringComparison.Ordinal)];
        string[] copied = [.. Project.Matches(restore).Select(match => match.Groups["folder"].Value)];
        string[] folders = [.. Repository.Files("*.csproj", "services").SelectMany(Needed).Distinct().Order(StringComparer.Ordinal)];

        folders.Length.ShouldBeGreaterThanOrEqualTo(9);
        copied.Order(StringComparer.Ordinal).ShouldBe(folders);
        Project.Replace(restore, "").ShouldNotMatch(@"\nCOPY (contracts|libraries|services|\.)");
    }

    [Fact]
    public void The_image_has_no_shell_and_runs_as_nobody_in_particular()
    {
        Final.ShouldMatch(@"^\nFROM mcr\.microsoft\.com/dotnet/aspnet:\$\{DOTNET\}-\w+-chiseled");
        Final.ShouldContain("\nUSER $APP_UID\n");
        Final.ShouldNotContain("\nRUN ");
    }

    [Fact]
    public void The_image_asks_the_service_itself_how_it_is() =>
        Final.ShouldMatch(@"\nHEALTHCHECK .*--retries=\d+ CMD \[""/app/service"", ""--health""\]\nENTRYPOINT \[""/app/service""\]\n");

    [Theory]
    [InlineData("title")]
    [InlineData("version")]
    [InlineData("revision")]
    [InlineData("licenses")]
    public void The_image_says_what_it_is(string label) => Final.ShouldContain($"org.opencontainers.image.{label}=\"");

    [Fact]
    public void Only_what_is_built_goes_to_the_builder()
    {
        string[] ignored = [.. File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore")).Where(line => line.Length > 0)];

        ignored[0].ShouldBe("**");
        ignored.ShouldContain("**/.env");
        ignored.ShouldNotContain("!infra");
    }

    /// <summary>The folders of a project and of all that it references.</summary>
    private static IEnumerable<string> Needed(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        return Reference.Matches(File.ReadAllText(Path.Combine(Repository.Root, project)))
            .Select(match =>
                Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, folder, match.Groups["path"].Value)))
                    .Replace('\\', '/'))
            .SelectMany(Needed)
            .Prepend(folder.Replace('\\', '/'));
    }

    [GeneratedRegex(@"\nCOPY (?<folder>[\w./]+)/\*\.csproj \k<folder>/packages\.lock\.json \k<folder>/(?=\n)")]
    private static partial Regex Project { get; }

    [GeneratedRegex(@"<ProjectReference Include=""(?<path>[^""]+)""")]
    private static partial Regex Reference { get; }
}
