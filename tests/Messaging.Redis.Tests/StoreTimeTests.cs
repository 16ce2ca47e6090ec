using Messaging.Lifecycle.Clocks;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;

namespace Messaging.Redis.Tests;

public sealed class StoreTimeTests : IAsyncDisposable
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}";
    private readonly StoreClock _clock = new(new FastClock());
    private readonly RedisProcess _process;

    public StoreTimeTests() => _process = new RedisProcess(keyPrefix: _prefix, clock: _clock);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [Fact]
    public async Task The_time_is_the_servers()
    {
        await _clock.Read(_process.Time, CancellationToken.None);

        (_clock.GetUtcNow() - TimeProvider.System.GetUtcNow()).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(1));
        _clock.Drift!.Value.ShouldBe(TimeSpan.FromHours(1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_question_with_a_time_in_it_that_was_not_the_right_one_is_not_asked()
    {
        var due = StoredRows.Insert(Guid.NewGuid(), StoredRows.In(TaskIndex.Due, TimeProvider.System.GetUtcNow().AddMinutes(30)));
        await using var other = new RedisProcess(keyPrefix: _prefix);
        await other.Store.Commit([due], CancellationToken.None);

        await Should.ThrowAsync<TaskStoreUnavailableException>(() => Lease());

        IReadOnlyList<Guid>? leased = null;
        await Eventually.Is(async () =>
        {
            try
            {
                leased = await Lease();
                return true;
            }
            catch (TaskStoreUnavailableException)
            {
                return false;
            }
        });
        leased.ShouldBeEmpty();
        (
            await other.Store.Lease(
                TaskIndex.Due, TimeProvider.System.GetUtcNow().AddHours(1), TimeSpan.FromMinutes(1), 10, CancellationToken.None))
            .ShouldBe([due.Id]);
    }

    private Task<IReadOnlyList<Guid>> Lease() =>
        _process.Store.Lease(TaskIndex.Due, _clock.GetUtcNow(), TimeSpan.FromMinutes(1), 10, CancellationToken.None);

    /// <summary>The clock of a machine that is an hour ahead.</summary>
    private sealed class FastClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(1);
    }
}
