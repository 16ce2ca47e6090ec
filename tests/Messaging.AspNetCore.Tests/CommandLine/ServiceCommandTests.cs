using System.CommandLine;
using Messaging.AspNetCore.CommandLine;
using Messaging.TestSupport;

namespace Messaging.AspNetCore.Tests.CommandLine;

[Collection(RunAlone.Name)]
public sealed class ServiceCommandTests : IDisposable
{
    private const int Served = 17;

    private readonly (TextWriter Output, TextWriter Errors) _before = (Console.Out, Console.Error);
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly Option<bool> _demo = new("--demo") { Description = "Show a demo.", Arity = ArgumentArity.Zero };

    public ServiceCommandTests()
    {
        Console.SetOut(_output);
        Console.SetError(_errors);
    }

    [Fact]
    public async Task A_service_is_run_with_the_settings_of_the_command_line_and_its_options()
    {
        (await Run("--Worker:Concurrency", "8", "--demo", "/Ledger:OutboxGrace=00:00:01", "--urls", "http://127.0.0.1:0")).ShouldBe(
            (Served, true, "--Worker:Concurrency 8 /Ledger:OutboxGrace=00:00:01 --urls http://127.0.0.1:0"));
        (await Run()).ShouldBe((Served, false, ""));
    }

    [Theory]
    [InlineData("--helth", "--helth", "--health")]
    [InlineData("--dem", "--dem", "--demo")]
    [InlineData("--url http://127.0.0.1:5080", "--url", "--Section:Key value")]
    [InlineData("--urls", "--urls", "Required argument missing")]
    [InlineData("--Worker:Concurrency", "--Worker:Concurrency", "--Section:Key value")]
    [InlineData("--Worker__Concurrency 8", "--Worker__Concurrency", "--Section:Key value")]
    [InlineData("demo", "demo", "--help")]
    [InlineData("--demo --Worker:Concurrency 8 -v", "-v", "--help")]
    [InlineData("--health http://127.0.0.1:1 http://127.0.0.1:2", "http://127.0.0.1:2", "--help")]
    public async Task What_is_not_understood_ends_with_64_and_a_sentence_and_nothing_is_run(string args, string named, string hint)
    {
        (await Run(args.Split(' '))).ShouldBe((ServiceCommand.BadArguments, null, null));

        _errors.ToString().ShouldContain($"'{named}'");
        _errors.ToString().ShouldContain(hint);
        _output.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Help_names_the_options_and_says_where_settings_are_described()
    {
        (await Run("--help")).ShouldBe((0, null, null));

        foreach (var text in new[] { "Does nothing.", "--urls", "--health", "--demo", "Show a demo.", "--version", "--Section:Key value", "docs/settings.md" })
        {
            _output.ToString().ShouldContain(text);
        }
    }

    [Fact]
    public async Task Health_is_asked_for_in_place_of_a_run()
    {
        (await Run("--health", "http://127.0.0.1:1")).ShouldBe((1, null, null));
        _output.ToString().ShouldContain("http://127.0.0.1:1/ does not answer");

        (await Run("--health", "--urls", "http://127.0.0.1:2")).ShouldBe((1, null, null));
        _output.ToString().ShouldContain("http://127.0.0.1:2/ does not answer");

        (await Run("--health", "--Worker:Concurrency", "8", "--urls", "nonsense")).ShouldBe((ServiceProgram.BadSettings, null, null));
    }

    [Fact]
    public async Task What_a_run_throws_is_not_swallowed() =>
        await Should.ThrowAsync<InvalidOperationException>(
            () => new ServiceCommand("Fails.").Run([], (_, _) => throw new InvalidOperationException()));

    public void Dispose()
    {
        Console.SetOut(_before.Output);
        Console.SetError(_before.Errors);
        _output.Dispose();
        _errors.Dispose();
    }

    private async Task<(int ExitCode, bool? IsDemo, string? Settings)> Run(params string[] args)
    {
        (bool? IsDemo, string? Settings) run = default;
        var exitCode = await new ServiceCommand("Does nothing.", _demo).Run(args, (settings, given) =>
        {
            run = (given.GetValue(_demo), string.Join(' ', settings));
            return Task.FromResult(Served);
        });
        return (exitCode, run.IsDemo, run.Settings);
    }
}
