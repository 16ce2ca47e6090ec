using Messaging.Client;
using Messaging.EndToEnd.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EndToEnd.Tests;

[Collection(OutageCollection.Name)]
public sealed class SubmissionOutageTests(OwnServers servers)
{
    [Fact]
    public async Task What_is_submitted_over_the_broker_without_redis_runs_when_redis_is_back()
    {
        await using var system = await servers.StartSystem();
        var address = await servers.RabbitMq.Url();
        await using var services = new ServiceCollection()
            .AddTaskClient(options =>
            {
                options.UseRabbitMq(address);
                options.StatusAddress = system.StatusQuery.Http.BaseAddress;
                options.Timeout = TimeSpan.FromMinutes(1);
            })
            .BuildServiceProvider();
        var client = services.GetRequiredService<ITaskClient>();

        await servers.Redis.Stop();
        var tasks = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => client.SubmitAsync("math.add", new { a = number, b = 1 })));
        await servers.Redis.Start();

        var results = await Task.WhenAll(tasks.Select(task => task.WaitAsync<double>(TimeSpan.FromMinutes(3))));
        results.ShouldBe(Enumerable.Range(1, 20).Select(number => (double)number));
        (await client.Handle(tasks[0].Id).GetAsync()).Attempt.ShouldBe(1);
    }
}
