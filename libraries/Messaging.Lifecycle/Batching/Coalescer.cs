using System.Threading.Channels;

namespace Messaging.Lifecycle.Batching;

/// <summary>
/// Turns many small writes into few large ones. A single flusher sends what is there as soon as the flush before it has ended: idle, an item
/// goes out at once and alone; busy, hundreds share a round trip. An append completes when its flush has.
/// </summary>
public sealed class Coalescer<TItem, TResult> : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> _flush;
    private readonly Func<TItem, int> _weigh;
    private readonly CoalescerOptions _options;
    private readonly Channel<Entry> _waiting;
    private readonly Task _flusher;

    /// <summary>Starts the flusher.</summary>
    /// <param name="flush">Writes a batch and returns a result per item, in order. An exception is given to all appends of the batch.</param>
    /// <param name="weigh">Weight of an item, such as its count or size.</param>
    /// <param name="options">Bounds.</param>
    public Coalescer(Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> flush, Func<TItem, int> weigh, CoalescerOptions options)
    {
        _flush = flush;
        _weigh = weigh;
        _options = options;
        _waiting = Channel.CreateBounded<Entry>(new BoundedChannelOptions(options.Capacity) { SingleReader = true });
        _flusher = Task.Run(FlushAll);
    }

    /// <summary>Adds an item to the next flush and waits for that flush.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Stops waiting; an item that was already taken in is flushed all the same.</param>
    /// <exception cref="ChannelClosedException">The coalescer was disposed.</exception>
    public async Task<TResult> Append(TItem item, CancellationToken cancellationToken)
    {
        var entry = new Entry(item, _weigh(item));
        await _waiting.Writer.WriteAsync(entry, cancellationToken);
        return await entry.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Flushes what is waiting, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _flusher;
    }

    private async Task FlushAll()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var batch = new List<Entry>();
            var weight = 0;
            while (weight < _options.MaxFlushWeight && _waiting.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
                weight += entry.Weight;
            }

            await Flush(batch);
        }
    }

    private async Task Flush(List<Entry> batch)
    {
        try
        {
            var results = await _flush([.. batch.Select(entry => entry.Item)]);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].SetResult(results[i]);
            }
        }
#pragma warning disable CA1031 // Each appender gets the exception; the flusher must live on for the next batch.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            batch.ForEach(entry => entry.TrySetException(exception));
        }
    }

    private sealed class Entry(TItem item, int weight) : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TItem Item { get; } = item;

        public int Weight { get; } = weight;
    }
}
