using System.Text.Json;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(RunningServersCollection.Name)]
public sealed class LanguageSampleTests(RunningSystem running) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string Samples = Path.Combine(Repository.Root, "samples");

    public async ValueTask InitializeAsync()
    {
        if (!Directory.Exists(Path.Combine(Samples, "node", "node_modules", "amqplib")))
        {
            await ChildProcess.Run("npm", "--prefix", Path.Combine(Samples, "node"), "ci", "--ignore-scripts");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("python")]
    [InlineData("node")]
    public async Task A_task_from_another_language_runs_and_its_result_is_read(string language)
    {
        var (exitCode, output) = await Run(language, "math.add", """{"a": 1, "b": 2}""");

        exitCode.ShouldBe(0, output);
        var task = JsonDocument.Parse(output).RootElement;
        task.GetProperty("state").GetString().ShouldBe("Succeeded");
        task.GetProperty("result").GetDouble().ShouldBe(3);
        task.GetProperty("traceId").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("python")]
    [InlineData("node")]
    public async Task The_same_id_again_submits_nothing_new(string language)
    {
        var id = Guid.NewGuid();

        await Run(language, "math.add", """{"a": 1, "b": 2}""", "--id", $"{id}");
        var first = await running.System.Read(id);
        (await Run(language, "math.add", """{"a": 1, "b": 2}""", "--id", $"{id}")).ExitCode.ShouldBe(0);

        (await running.System.Read(id)).ToString().ShouldBe(first.ToString());
    }

    [Theory]
    [InlineData("python")]
    [InlineData("node")]
    public async Task What_is_refused_is_read_as_a_failed_task(string language)
    {
        var (exitCode, output) = await Run(language, "math.add", """{"a": "one", "b": 2}""");

        exitCode.ShouldBe(1, output);
        output.ShouldContain("invalid-submission");
    }

    [Theory]
    [InlineData("python")]
    [InlineData("node")]
    public async Task A_broker_that_is_away_is_told_of(string language)
    {
        var (exitCode, output) = await Run(language, "math.add", "{}", "--amqp", "amqp://guest:guest@127.0.0.1:1/");

        exitCode.ShouldBe(2, output);
        output.ShouldContain("Not submitted");
    }

    [Theory]
    [InlineData("python")]
    [InlineData("node")]
    public async Task Whoever_asks_for_help_gets_it(string language)
    {
        var (exitCode, output) = await Run(language, "--help");

        exitCode.ShouldBe(0, output);
        output.ShouldContain("--amqp");
    }

    private async Task<(int ExitCode, string Output)> Run(string language, params string[] arguments)
    {
        var (program, script) = language == "python" ? ("/usr/bin/python3", "submit.py") : ("node", "submit.mjs");
        await using var process =
            new ChildProcess(program, [Path.Combine(Samples, language, script), .. arguments], new Dictionary<string, string>
            {
                ["AMQP_URL"] = TestServers.RabbitMq,
                ["STATUS_URL"] = running.System.StatusQuery.Http.BaseAddress!.ToString(),
                ["NO_PROXY"] = "127.0.0.1",
                ["no_proxy"] = "127.0.0.1",
            });
        return (await process.WaitForExit(Limit), process.Output);
    }
}
