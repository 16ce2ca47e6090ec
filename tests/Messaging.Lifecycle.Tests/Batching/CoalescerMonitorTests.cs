using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Messaging.Lifecycle.Batching;
using Messaging.Lifecycle.Health;
using Messaging.TestSupport.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Lifecycle.Tests.Batching;

public sealed class CoalescerMonitorTests : IDisposable
{
    private const string Tags = "messaging.coalescer=numbers";

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedMetrics _metrics = new();
    private readonly CoalescerMonitor _monitor;
    private readonly Channel<int> _begun = Channel.CreateUnbounded<int>();
    private readonly SemaphoreSlim _release = new(0);
    private volatile bool _fails;

    public CoalescerMonitorTests() => _monitor = new CoalescerMonitor(_metrics.Factory, _clock);

    public void Dispose()
    {
        _metrics.Dispose();
        _release.Dispose();
    }

    [Fact]
    public async Task The_size_of_every_batch_is_recorded()
    {
        await using var coalescer = Create();

        await AppendBehindAFlush(coalescer, 7);

        _metrics.Recorded("messaging.coalescer.batch.size").ShouldBe([(1, Tags), (7, Tags)]);
    }

    [Fact]
    public async Task The_depth_is_what_waits_for_the_next_flush_and_falls_back_to_nothing()
    {
        await using var coalescer = Create();
        Depth().ShouldBe(0);
        var first = coalescer.Append(0, CancellationToken.None);
        await _begun.Reader.ReadAsync();
        Depth().ShouldBe(0);

        var others = Append(coalescer, 7);

        Depth().ShouldBe(7);
        _release.Release(2);
        await Task.WhenAll([first, .. others]);
        Depth().ShouldBe(0);
    }

    [Fact]
    public async Task A_flush_with_an_item_that_failed_alone_counts_as_failed_and_every_append_has_its_own_result()
    {
        await using var coalescer = new Coalescer<int, Exception?>(
            items => Task.FromResult<IReadOnlyList<Exception?>>([.. items.Select(item => item == 0 ? new TimeoutException() : null)]),
            _ => 1,
            new CoalescerOptions { Name = "numbers" },
            _monitor,
            result => result);

        (await coalescer.Append(1, CancellationToken.None)).ShouldBeNull();
        _metrics.Recorded("messaging.coalescer.flush.failures").ShouldBeEmpty();
        (await coalescer.Append(0, CancellationToken.None)).ShouldBeOfType<TimeoutException>();
        _metrics.Recorded("messaging.coalescer.flush.failures").Length.ShouldBe(1);
    }

    [Fact]
    public async Task The_time_a_flush_takes_is_recorded_in_seconds()
    {
        await using var coalescer = Create();
        var append = coalescer.Append(0, CancellationToken.None);
        await _begun.Reader.ReadAsync();

        _clock.Advance(TimeSpan.FromMilliseconds(250));
        _release.Release();
        await append;

        _metrics.Recorded("messaging.coalescer.flush.duration").ShouldBe([(0.25, Tags)]);
        _metrics.Instruments["messaging.coalescer.flush.duration"].Unit.ShouldBe("s");
    }

    [Fact]
    public async Task A_failed_flush_is_counted_once_however_many_items_it_had_and_a_good_one_not_at_all()
    {
        await using var coalescer = Create();
        await AppendBehindAFlush(coalescer, 1);
        _metrics.Recorded("messaging.coalescer.flush.failures").ShouldBeEmpty();

        _fails = true;
        await Should.ThrowAsync<IOException>(() => AppendBehindAFlush(coalescer, 5));

        var failed = $"{Tags} error.type=System.IO.IOException";
        _metrics.Recorded("messaging.coalescer.flush.failures").ShouldBe([(1, failed), (1, failed)]);
        _metrics.Recorded("messaging.coalescer.flush.duration").Select(duration => duration.Tags).ShouldBe([Tags, Tags, failed, failed]);
    }

    [Fact]
    public async Task A_flush_that_does_not_end_shows_in_health_until_it_does()
    {
        await using var coalescer = Create();
        var first = coalescer.Append(0, CancellationToken.None);
        await _begun.Reader.ReadAsync();
        var others = Append(coalescer, 3);

        _clock.Advance(TimeSpan.FromSeconds(30));
        (await Check()).Status.ShouldBe(HealthStatus.Healthy);
        _clock.Advance(TimeSpan.FromSeconds(1));

        var stalled = await Check();
        stalled.Status.ShouldBe(HealthStatus.Unhealthy);
        stalled.Description.ShouldBe("numbers has been flushing for 31 s, 3 items wait");
        _metrics.Observed("messaging.coalescer.flush.age").ShouldBe([(31, Tags)]);
        _release.Release(2);
        await Task.WhenAll([first, .. others]);
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await Check()).Status.ShouldBe(HealthStatus.Healthy);
        _metrics.Observed("messaging.coalescer.flush.age").ShouldBe([(0, Tags)]);
    }

    [Fact]
    public async Task A_coalescer_that_has_nothing_to_do_for_long_is_healthy()
    {
        await using var coalescer = Create();

        _clock.Advance(TimeSpan.FromHours(1));

        (await Check()).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Coalescers_of_one_name_are_measured_together_and_a_disposed_one_no_more()
    {
        await using var one = Create();
        var other = Create();
        Task<int>[] firsts = [one.Append(0, CancellationToken.None), other.Append(0, CancellationToken.None)];
        await _begun.Reader.ReadAsync();
        await _begun.Reader.ReadAsync();
        Task<int>[] others = [.. Append(one, 2), .. Append(other, 3)];

        Depth().ShouldBe(5);
        _release.Release(4);
        await Task.WhenAll([.. firsts, .. others]);
        await other.DisposeAsync();

        _monitor.Coalescers.ShouldHaveSingleItem();
    }

    [Fact]
    public void Durations_and_sizes_come_with_the_bounds_of_their_buckets()
    {
        double[] durations = [.. Bounds<double>("messaging.coalescer.flush.duration")];
        int[] sizes = [.. Bounds<int>("messaging.coalescer.batch.size")];

        durations.ShouldBeInOrder();
        sizes.ShouldBeInOrder();
        durations[0].ShouldBeLessThan(0.001);
        durations[^1].ShouldBe(30);
        sizes[^1].ShouldBeGreaterThan(new CoalescerOptions().MaxFlushWeight);
    }

    private Task<HealthCheckResult> Check()
    {
        var check = new CoalescerHealthCheck(_monitor);
        return check.CheckHealthAsync(
            new HealthCheckContext { Registration = new HealthCheckRegistration("coalescers", check, HealthStatus.Unhealthy, []) });
    }

    private double Depth() => _metrics.Observed("messaging.coalescer.queue.depth").ShouldHaveSingleItem().Value;

    private IEnumerable<T> Bounds<T>(string name)
        where T : struct => ((Histogram<T>)_metrics.Instruments[name]).Advice!.HistogramBucketBoundaries!;

    private async Task AppendBehindAFlush(Coalescer<int, int> coalescer, int items)
    {
        var first = coalescer.Append(0, CancellationToken.None);
        await _begun.Reader.ReadAsync();
        var others = Append(coalescer, items);
        _release.Release(2);
        await _begun.Reader.ReadAsync();
        await Task.WhenAll([first, .. others]);
    }

    private static Task<int>[] Append(Coalescer<int, int> coalescer, int items) =>
        [.. Enumerable.Range(0, items).Select(item => coalescer.Append(item, CancellationToken.None))];

    private Coalescer<int, int> Create() => new(
        async items =>
        {
            await _begun.Writer.WriteAsync(items.Count);
            await _release.WaitAsync();
            return _fails ? throw new IOException("No broker.") : items;
        },
        _ => 1,
        new CoalescerOptions { Name = "numbers" },
        _monitor);
}
