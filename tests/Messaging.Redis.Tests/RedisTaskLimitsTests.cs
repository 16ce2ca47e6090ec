using Messaging.Lifecycle.Limits;
using Messaging.TestSupport.Limits;

namespace Messaging.Redis.Tests;

public sealed class RedisTaskLimitsTests : TaskLimitsContract, IAsyncLifetime
{
    private readonly List<RedisProcess> _processes = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }

    [Fact]
    public async Task By_the_servers_own_time_a_rate_and_a_lease_hold_too()
    {
        var process = new RedisProcess();
        _processes.Add(process);
        var limits = process.LimitsBy(null);
        var request = new LimitRequest("limit", "a", 2, 1, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30));

        (await limits.Acquire(request, CancellationToken.None)).ShouldBeOfType<LimitAnswer.Granted>();

        var wait = (await limits.Acquire(request with { Holder = "b" }, CancellationToken.None)).ShouldBeOfType<LimitAnswer.TooFast>().Wait;
        wait.ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        (await limits.Renew(request, CancellationToken.None)).ShouldBeTrue();
        (await limits.Acquire(request with { Holder = "b", MaxConcurrent = 1, RateCount = null }, CancellationToken.None))
            .ShouldBeOfType<LimitAnswer.Full>();
    }

    protected override Task<ITaskLimits[]> CreateLimits()
    {
        var prefix = $"test-{Guid.NewGuid():N}";
        _processes.Add(new RedisProcess(keyPrefix: prefix));
        _processes.Add(new RedisProcess(keyPrefix: prefix));
        return Task.FromResult<ITaskLimits[]>([.. _processes.Select(process => process.LimitsBy(Clock))]);
    }
}
