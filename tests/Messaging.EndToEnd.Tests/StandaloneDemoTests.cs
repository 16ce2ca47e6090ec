using Messaging.EndToEnd.Tests.Processes;

namespace Messaging.EndToEnd.Tests;

public sealed class StandaloneDemoTests
{
    [Fact]
    public async Task The_demo_shows_five_tasks_from_queue_to_result_and_exits_with_0()
    {
        await using var demo = new ChildProcess("dotnet", [Repository.Service("Standalone"), "--demo"]);

        (await demo.WaitForExit(TimeSpan.FromMinutes(2))).ShouldBe(0, demo.Output);

        foreach (var (a, b) in new[] { (1, 2), (3, 4), (5, 6), (7, 8), (9, 10) })
        {
            demo.Output.ShouldContain($"math.add({a}, {b})  Succeeded");
            demo.Output.ShouldContain($"{a} + {b} = {a + b}");
        }
    }
}
