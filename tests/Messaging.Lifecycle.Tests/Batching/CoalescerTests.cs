using System.Collections.Concurrent;
using System.Threading.Channels;
using Messaging.Lifecycle.Batching;

namespace Messaging.Lifecycle.Tests.Batching;

public sealed class CoalescerTests : IDisposable
{
    /// <summary>Flushes that have begun; each waits for <see cref="Release"/>.</summary>
    private readonly Channel<IReadOnlyList<int>> _begun = Channel.CreateUnbounded<IReadOnlyList<int>>();
    private readonly SemaphoreSlim _release = new(0);
    private readonly ConcurrentQueue<int> _flushed = new();

    [Fact]
    public async Task An_item_that_comes_alone_goes_out_at_once_and_alone()
    {
        await using var coalescer = Create();

        var append = coalescer.Append(1, CancellationToken.None);

        (await NextFlush()).ShouldBe([1]);
        append.IsCompleted.ShouldBeFalse();
        Release();
        (await append).ShouldBe("1");
    }

    [Fact]
    public async Task Items_that_come_during_a_flush_share_the_next_one_in_their_order_and_get_their_own_results()
    {
        await using var coalescer = Create();
        var first = coalescer.Append(0, CancellationToken.None);
        await NextFlush();

        var appends = Enumerable.Range(1, 100).Select(i => coalescer.Append(i, CancellationToken.None)).ToArray();
        Release();
        await first;

        (await NextFlush()).ShouldBe(Enumerable.Range(1, 100));
        appends.ShouldAllBe(append => !append.IsCompleted);
        Release();
        (await Task.WhenAll(appends)).ShouldBe(Enumerable.Range(1, 100).Select(i => $"{i}"));
    }

    [Fact]
    public async Task A_flush_weighs_no_more_than_its_bound_and_what_is_heavier_goes_alone()
    {
        await using var coalescer = Create(new CoalescerOptions { MaxFlushWeight = 10 }, weigh: item => item);
        var appends = new List<Task<string>> { coalescer.Append(1, CancellationToken.None) };
        (await NextFlush()).ShouldBe([1]);

        appends.AddRange(new[] { 4, 5, 7, 3, 2, 30, 1 }.Select(item => coalescer.Append(item, CancellationToken.None)));
        Release(times: 6);

        (await NextFlush()).ShouldBe([4, 5]);
        (await NextFlush()).ShouldBe([7, 3]);
        (await NextFlush()).ShouldBe([2]);
        (await NextFlush()).ShouldBe([30]);
        (await NextFlush()).ShouldBe([1]);
        await Task.WhenAll(appends);
    }

    [Fact]
    public async Task Who_appends_more_than_may_wait_waits_for_room()
    {
        await using var coalescer = Create(new CoalescerOptions { Capacity = 2 });
        var first = coalescer.Append(0, CancellationToken.None);
        await NextFlush();
        var waiting = new[] { 1, 2 }.Select(item => coalescer.Append(item, CancellationToken.None)).ToArray();
        using var giveUp = new CancellationTokenSource();
        var withoutRoom = coalescer.Append(3, giveUp.Token);
        var last = coalescer.Append(4, CancellationToken.None);

        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => withoutRoom);
        Release(times: 10);
        await Task.WhenAll([first, .. waiting, last]);

        _flushed.ShouldBe([0, 1, 2, 4]);
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_flush_of_what_was_taken_in()
    {
        await using var coalescer = Create();
        var first = coalescer.Append(0, CancellationToken.None);
        await NextFlush();
        using var giveUp = new CancellationTokenSource();
        var impatient = coalescer.Append(1, giveUp.Token);
        var patient = coalescer.Append(2, CancellationToken.None);

        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => impatient);
        Release(times: 2);

        (await patient).ShouldBe("2");
        _flushed.ShouldBe([0, 1, 2]);
        await first;
    }

    [Fact]
    public async Task A_cancelled_token_takes_nothing_in()
    {
        await using var coalescer = Create();
        Release();

        await Should.ThrowAsync<OperationCanceledException>(() => coalescer.Append(1, new CancellationToken(canceled: true)));
        await coalescer.Append(2, CancellationToken.None);

        _flushed.ShouldBe([2]);
    }

    [Fact]
    public async Task A_failed_flush_reaches_all_whose_items_it_had_and_nobody_else()
    {
        var fails = true;
        await using var coalescer = new Coalescer<int, string>(
            async items =>
            {
                await Begin(items);
                return fails ? throw new InvalidOperationException("flush") : Results(items);
            },
            _ => 1,
            new CoalescerOptions());
        var first = coalescer.Append(0, CancellationToken.None);
        await NextFlush();
        var second = new[] { 1, 2 }.Select(item => coalescer.Append(item, CancellationToken.None)).ToArray();

        Release();
        (await Should.ThrowAsync<InvalidOperationException>(() => first)).Message.ShouldBe("flush");
        await NextFlush();
        fails = false;
        Release();

        (await Task.WhenAll(second)).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_flush_that_returns_too_few_results_fails_those_without_one_and_the_next_works()
    {
        await using var coalescer = new Coalescer<int, string>(
            async items =>
            {
                await Begin(items);
                return [.. Results(items).Take(1)];
            },
            _ => 1,
            new CoalescerOptions());
        var first = coalescer.Append(0, CancellationToken.None);
        await NextFlush();
        var second = new[] { 1, 2 }.Select(item => coalescer.Append(item, CancellationToken.None)).ToArray();
        Release(times: 3);

        (await first).ShouldBe("0");
        (await second[0]).ShouldBe("1");
        (await Should.ThrowAsync<InvalidOperationException>(() => second[1])).Message.ShouldBe("1 results came back for 2 items.");
        (await coalescer.Append(3, CancellationToken.None)).ShouldBe("3");
    }

    [Fact]
    public async Task An_item_that_cannot_be_weighed_is_its_appenders_fault_alone()
    {
        await using var coalescer = Create(weigh: item => item < 0 ? throw new ArgumentOutOfRangeException(nameof(item)) : 1);
        Release();

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => coalescer.Append(-1, CancellationToken.None));

        (await coalescer.Append(1, CancellationToken.None)).ShouldBe("1");
    }

    [Fact]
    public async Task Disposing_flushes_what_waits_and_takes_nothing_more()
    {
        var coalescer = Create(new CoalescerOptions { MaxFlushWeight = 2 });
        var appends = Enumerable.Range(0, 5).Select(i => coalescer.Append(i, CancellationToken.None)).ToArray();
        await NextFlush();

        var disposed = coalescer.DisposeAsync().AsTask();
        await Should.ThrowAsync<ChannelClosedException>(() => coalescer.Append(9, CancellationToken.None));
        disposed.IsCompleted.ShouldBeFalse();
        Release(times: 5);
        await disposed;

        _flushed.ShouldBe([0, 1, 2, 3, 4]);
        (await Task.WhenAll(appends)).ShouldBe(["0", "1", "2", "3", "4"]);
        await coalescer.DisposeAsync();
    }

    [Fact]
    public async Task Who_waits_for_room_when_it_is_disposed_is_told_so()
    {
        var coalescer = Create(new CoalescerOptions { Capacity = 1 });
        var first = coalescer.Append(0, CancellationToken.None);
        await NextFlush();
        var waiting = coalescer.Append(1, CancellationToken.None);
        var withoutRoom = coalescer.Append(2, CancellationToken.None);

        var disposed = coalescer.DisposeAsync().AsTask();
        await Should.ThrowAsync<ChannelClosedException>(() => withoutRoom);
        Release(times: 2);
        await disposed;

        (await Task.WhenAll(first, waiting)).ShouldBe(["0", "1"]);
    }

    [Fact]
    public async Task Many_appenders_at_once_lose_nothing_and_flushes_never_overlap()
    {
        var running = 0;
        var overlaps = 0;
        var flushes = 0;
        await using var coalescer = new Coalescer<int, string>(
            async items =>
            {
                overlaps += Interlocked.Increment(ref running) - 1;
                flushes++;
                await Task.Yield();
                foreach (var item in items)
                {
                    _flushed.Enqueue(item);
                }

                Interlocked.Decrement(ref running);
                return Results(items);
            },
            _ => 1,
            new CoalescerOptions { MaxFlushWeight = 16, Capacity = 8 });

        var results = await Task.WhenAll(
            Enumerable.Range(0, 2000).Select(i => Task.Run(() => coalescer.Append(i, CancellationToken.None))));

        results.ShouldBe(Enumerable.Range(0, 2000).Select(i => $"{i}"));
        _flushed.ShouldBe(Enumerable.Range(0, 2000), ignoreOrder: true);
        overlaps.ShouldBe(0);
        flushes.ShouldBeGreaterThanOrEqualTo(2000 / 16);
    }

    public void Dispose() => _release.Dispose();

    private Coalescer<int, string> Create(CoalescerOptions? options = null, Func<int, int>? weigh = null) => new(
        async items =>
        {
            await Begin(items);
            return Results(items);
        },
        weigh ?? (_ => 1),
        options ?? new CoalescerOptions());

    private async Task Begin(IReadOnlyList<int> items)
    {
        await _begun.Writer.WriteAsync(items);
        await _release.WaitAsync();
        foreach (var item in items)
        {
            _flushed.Enqueue(item);
        }
    }

    private ValueTask<IReadOnlyList<int>> NextFlush() => _begun.Reader.ReadAsync();

    private void Release(int times = 1) => _release.Release(times);

    private static IReadOnlyList<string> Results(IReadOnlyList<int> items) => [.. items.Select(item => $"{item}")];
}
