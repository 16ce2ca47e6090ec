using Messaging.EndToEnd.Tests.Processes;

namespace Messaging.EndToEnd.Tests;

/// <summary>The script that runs proofs by their names.</summary>
public sealed class ProofTests
{
    private static readonly string[] Names = ["upgrade", "chaos"];

    [Fact]
    public async Task Help_names_every_proof()
    {
        var (exitCode, output) = await Run("--help");

        exitCode.ShouldBe(0, output);
        Names.ShouldAllBe(name => output.Contains($"\n  {name} ", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task An_unknown_proof_is_refused_with_the_names_of_those_there_are()
    {
        var (exitCode, output) = await Run("perpetual-motion");

        exitCode.ShouldBe(2, output);
        Names.ShouldAllBe(name => output.Contains($"\n  {name} ", StringComparison.Ordinal), output);
    }

    [Theory]
    [InlineData("upgrade", "--from")]
    [InlineData("chaos", "--tasks")]
    public async Task A_proof_gets_the_options_that_follow_its_name(string name, string option)
    {
        var (exitCode, output) = await Run(name, "--help");

        exitCode.ShouldBe(0, output);
        output.ShouldContain(option);
    }

    [Fact]
    public async Task Every_proof_has_a_section_that_tells_of_its_last_run()
    {
        var document = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "proofs.md"), TestContext.Current.CancellationToken);

        Names.ShouldAllBe(name => document.Contains($"\n## {name}\n", StringComparison.Ordinal));
    }

    private static async Task<(int ExitCode, string Output)> Run(params string[] arguments)
    {
        await using var script = new ChildProcess(Path.Combine(Repository.Root, "infra", "proof.sh"), arguments);
        return (await script.WaitForExit(TimeSpan.FromMinutes(1)), script.Output);
    }
}
