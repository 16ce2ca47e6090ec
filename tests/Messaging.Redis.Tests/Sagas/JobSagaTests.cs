using MassTransit;
using MassTransit.Contracts.JobService;
using MassTransit.Testing;
using Messaging.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Redis.Tests.Sagas;

public sealed class JobSagaTests
{
    [Fact]
    public async Task The_sagas_of_a_job_consumer_can_live_in_redis()
    {
        var prefix = $"test:{Guid.NewGuid():N}";
        var done = new TaskCompletionSource<Sort>();
        using var rows = new RedisRows();
        await using var provider = new ServiceCollection()
            .AddSingleton(done)
            .AddMassTransitTestHarness(bus =>
            {
                bus.AddConsumer<SortConsumer>();
                bus.AddJobSagaStateMachines().RedisRepository(TestServers.Redis, r => r.KeyPrefix = prefix);
            })
            .BuildServiceProvider(validateScopes: true);
        var harness = await provider.StartTestHarness();

        var id = await harness.Bus.SubmitJob(new Sort("poetry", 12), CancellationToken.None);

        (await done.Task.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(new Sort("poetry", 12));
        await Eventually.Is(async () => await harness.Published.Any<JobCompleted>(completed => completed.Context.Message.JobId == id));
        (await rows.Get($"{prefix}:MassTransit.JobSaga:{id:N}")).ShouldNotBeNull().ShouldContain("poetry");
    }
}
