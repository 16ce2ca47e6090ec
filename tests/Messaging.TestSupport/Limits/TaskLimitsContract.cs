using Messaging.Lifecycle.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.TestSupport.Limits;

/// <summary>The law of <see cref="ITaskLimits"/>. An adapter's tests derive from this class.</summary>
public abstract class TaskLimitsContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    protected FakeTimeProvider Clock { get; } = new();

    /// <summary>
    /// Limits that no others of the run can see, by <see cref="Clock"/>: several ways to the same counts, as several workers have them.
    /// </summary>
    protected abstract Task<ITaskLimits[]> CreateLimits();

    [Fact]
    public async Task No_more_hold_a_place_than_there_are_places_and_one_given_back_is_free()
    {
        var limits = (await CreateLimits())[0];
        (await Ask(limits, Concurrent(2, "a"))).ShouldBeTrue();
        (await Ask(limits, Concurrent(2, "b"))).ShouldBeTrue();

        (await limits.Acquire(Concurrent(2, "c"), CancellationToken.None)).ShouldBeOfType<LimitAnswer.Full>();
        await limits.Release("limit", "a", CancellationToken.None);

        (await Ask(limits, Concurrent(2, "c"))).ShouldBeTrue();
        (await Ask(limits, Concurrent(2, "d"))).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_holds_a_place_and_asks_again_keeps_it_and_takes_no_other()
    {
        var limits = (await CreateLimits())[0];
        (await Ask(limits, Concurrent(2, "a"))).ShouldBeTrue();

        (await Ask(limits, Concurrent(2, "a"))).ShouldBeTrue();

        (await Ask(limits, Concurrent(2, "b"))).ShouldBeTrue();
        (await Ask(limits, Concurrent(2, "a"))).ShouldBeTrue();
    }

    [Fact]
    public async Task Limits_of_different_names_count_by_themselves()
    {
        var limits = (await CreateLimits())[0];
        (await Ask(limits, Concurrent(1, "a"))).ShouldBeTrue();

        (await Ask(limits, Concurrent(1, "b") with { Limit = "limit\nkey}{ ä" })).ShouldBeTrue();
        (await Ask(limits, Concurrent(1, "c") with { Limit = "limit\nkey}{ ä" })).ShouldBeFalse();
    }

    [Fact]
    public async Task A_lease_that_passes_frees_its_place_and_one_that_is_renewed_does_not_pass()
    {
        var limits = (await CreateLimits())[0];
        await Ask(limits, Concurrent(2, "dies"));
        await Ask(limits, Concurrent(2, "lives"));

        Clock.Advance(Lease / 2);
        (await limits.Renew(Concurrent(2, "lives"), CancellationToken.None)).ShouldBeTrue();
        Clock.Advance((Lease / 2) - TimeSpan.FromMilliseconds(1));
        (await Ask(limits, Concurrent(2, "next"))).ShouldBeFalse();
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await Ask(limits, Concurrent(2, "next"))).ShouldBeTrue();
        (await Ask(limits, Concurrent(2, "another"))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_holder_that_is_heard_of_again_after_its_lease_has_passed_is_counted_again()
    {
        var limits = (await CreateLimits())[0];
        await Ask(limits, Concurrent(1, "late"));
        Clock.Advance(Lease);
        (await Ask(limits, Concurrent(1, "next"))).ShouldBeTrue();

        (await limits.Renew(Concurrent(1, "late"), CancellationToken.None)).ShouldBeFalse();
        await limits.Release("limit", "next", CancellationToken.None);

        (await Ask(limits, Concurrent(1, "third"))).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(3, 1000)]
    [InlineData(10, 700)]
    public async Task A_rate_is_exceeded_in_no_window_and_reached_when_there_is_always_demand(int count, int periodMilliseconds)
    {
        var limits = (await CreateLimits())[0];
        var period = TimeSpan.FromMilliseconds(periodMilliseconds);
        var random = new Random(periodMilliseconds + count);
        var begun = new List<DateTimeOffset>();
        var start = Clock.GetUtcNow();

        while (Clock.GetUtcNow() - start < 20 * period)
        {
            for (var asked = random.Next(1, 4); asked > 0; asked--)
            {
                if (await Ask(limits, Rate(count, period)))
                {
                    begun.Add(Clock.GetUtcNow());
                }
            }

            Clock.Advance(TimeSpan.FromMilliseconds(random.Next(1, periodMilliseconds / (20 * count) + 2)));
        }

        begun.Count.ShouldBeGreaterThanOrEqualTo((int)(20 * count * 0.95));
        begun.Zip(begun.Skip(count)).ShouldAllBe(window => window.Second - window.First >= period);
    }

    [Fact]
    public async Task Those_who_begin_too_fast_are_told_to_come_back_one_after_the_other_and_within_bounds()
    {
        var limits = (await CreateLimits())[0];
        var request = Rate(2, TimeSpan.FromSeconds(10));
        await Ask(limits, request);
        await Ask(limits, request);

        var waits = new List<TimeSpan>();
        for (var i = 0; i < 100; i++)
        {
            waits.Add((await limits.Acquire(request, CancellationToken.None)).ShouldBeOfType<LimitAnswer.TooFast>().Wait);
        }

        waits.Take(4).ShouldBe([TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(25)]);
        waits.Max().ShouldBe(ITaskLimits.LongestWait);
    }

    [Fact]
    public async Task Who_is_refused_for_want_of_a_place_uses_up_no_rate()
    {
        var limits = (await CreateLimits())[0];
        var both = new LimitRequest("limit", "a", 1, 2, TimeSpan.FromSeconds(1), Lease);
        (await Ask(limits, both)).ShouldBeTrue();
        (await limits.Acquire(both with { Holder = "b" }, CancellationToken.None)).ShouldBeOfType<LimitAnswer.Full>();
        await limits.Release("limit", "a", CancellationToken.None);

        (await Ask(limits, both with { Holder = "b" })).ShouldBeTrue();

        await limits.Release("limit", "b", CancellationToken.None);
        (await limits.Acquire(both with { Holder = "c" }, CancellationToken.None)).ShouldBeOfType<LimitAnswer.TooFast>();
    }

    [Fact]
    public async Task Many_who_ask_at_the_same_time_never_exceed_a_limit()
    {
        const int Places = 5;
        var limits = await CreateLimits();
        int holding = 0, most = 0, granted = 0;

        await Task.WhenAll(Enumerable.Range(0, 40).Select(worker => Task.Run(async () =>
        {
            var mine = limits[worker % limits.Length];
            for (var attempt = 0; attempt < 25; attempt++)
            {
                var request = Concurrent(Places, $"{worker}-{attempt}");
                while (!await Ask(mine, request))
                {
                    await Task.Yield();
                }

                InterlockedMax(ref most, Interlocked.Increment(ref holding));
                Interlocked.Increment(ref granted);
                await Task.Yield();
                Interlocked.Decrement(ref holding);
                await mine.Release(request.Limit, request.Holder, CancellationToken.None);
            }
        })));

        most.ShouldBeLessThanOrEqualTo(Places);
        granted.ShouldBe(40 * 25);
    }

    private static LimitRequest Concurrent(int most, string holder) => new("limit", holder, most, null, TimeSpan.Zero, Lease);

    private static LimitRequest Rate(int count, TimeSpan period) => new("limit", Guid.NewGuid().ToString("N"), null, count, period, Lease);

    private static async Task<bool> Ask(ITaskLimits limits, LimitRequest request) =>
        await limits.Acquire(request, CancellationToken.None) is LimitAnswer.Granted;

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
