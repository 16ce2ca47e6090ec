using System.Text.Json;
using Messaging.EndToEnd.Tests.Processes;

namespace Messaging.EndToEnd.Tests;

/// <summary>The script that disturbs a system, with fewer tasks than by hand.</summary>
public sealed class ChaosTests
{
    [Fact]
    public async Task Every_task_ends_as_its_history_explains_while_workers_die_and_servers_restart()
    {
        await using var script = new ChildProcess(
            Path.Combine(Repository.Root, "infra", "chaos.sh"),
            ["--tasks", "500", "--rate", "20", "--restarts", "1", "--pause", "3"]);

        var exitCode = await script.WaitForExit(TimeSpan.FromMinutes(20));

        exitCode.ShouldBe(0, script.Output);
        var line = JsonElement.Parse(script.Output.TrimEnd().Split('\n')[^1]);
        foreach (var name in new[] { "lost", "stuck", "staleWrites", "unexplained", "undecodable", "blamed" })
        {
            line.GetProperty(name).GetInt32().ShouldBe(0, script.Output);
        }

        line.GetProperty("submitted").GetInt32().ShouldBeInRange(480, 500, script.Output);
        line.GetProperty("workerKills").GetInt32().ShouldBePositive(script.Output);
        line.GetProperty("cuts").GetInt32().ShouldBePositive();
        line.GetProperty("refusals").GetInt32().ShouldBePositive();
        line.GetProperty("deadlyTasks").GetInt32().ShouldBePositive();
        line.GetProperty("brokerRestarts").GetInt32().ShouldBe(1);
        line.GetProperty("storeRestarts").GetInt32().ShouldBe(1);
    }
}
