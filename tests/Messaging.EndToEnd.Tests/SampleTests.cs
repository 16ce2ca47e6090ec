using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(RunningServersCollection.Name)]
public sealed class SampleTests(RunningSystem running)
{
    [Fact]
    public async Task A_service_that_knows_none_of_our_libraries_submits_a_task_that_runs()
    {
        var printed = await Run("OwnContract");

        var id = printed.Split('\n').Where(line => Guid.TryParse(line, out _)).Select(Guid.Parse).ShouldHaveSingleItem();
        await Eventually.Is(async () => (await running.System.Get(id)).IsSuccessStatusCode);
        (await running.System.WaitForEnd(id)).State.ShouldBe("Succeeded");
    }

    [Fact]
    public async Task A_service_with_the_client_on_its_own_bus_prints_the_result() =>
        (await Run("WithClient")).Split('\n').ShouldContain("3");

    private async Task<string> Run(string sample)
    {
        await using var process = new ChildProcess("dotnet", [Repository.Sample(sample)], new Dictionary<string, string>
        {
            ["ConnectionStrings__RabbitMq"] = TestServers.RabbitMq,
            ["StatusUrl"] = running.System.StatusQuery.Http.BaseAddress!.ToString(),
        });
        (await process.WaitForExit(TimeSpan.FromMinutes(2))).ShouldBe(0, process.Output);
        return process.Output;
    }
}
