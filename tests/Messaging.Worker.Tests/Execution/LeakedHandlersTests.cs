using Messaging.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Worker.Tests.Execution;

public sealed class LeakedHandlersTests
{
    [Fact]
    public async Task A_worker_with_too_many_handlers_left_behind_is_not_ready_and_says_why_until_they_end()
    {
        var end = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = await RunningWorker.Start(_ => end.Task, ("Worker:MaxLeakedHandlers", "1"));
        (await Health(worker)).Status.ShouldBe(HealthStatus.Healthy);

        var executions = new[] { 1, 2 }
            .Select(attempt => worker.Execute(RunningWorker.Command with { Attempt = attempt, TimeLimit = TimeSpan.FromSeconds(1) }))
            .ToArray();
        await Eventually.Is(() =>
        {
            worker.Clock.Advance(TimeSpan.FromSeconds(10));
            return executions.All(execution => execution.IsCompleted);
        });

        var health = await Health(worker);
        health.Status.ShouldBe(HealthStatus.Unhealthy);
        health.Description.ShouldNotBeNull().ShouldContain("2 handlers ignored their cancellation token");
        end.SetResult(null);
        await Eventually.Is(async () => (await Health(worker)).Status == HealthStatus.Healthy);
    }

    private static async Task<HealthReportEntry> Health(RunningWorker worker) =>
        (await worker.Get<HealthCheckService>().CheckHealthAsync(check => check.Name == "handlers")).Entries["handlers"];
}
