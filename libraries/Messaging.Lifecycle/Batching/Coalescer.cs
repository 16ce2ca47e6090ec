using System.Diagnostics;
using System.Threading.Channels;
using Messaging.Lifecycle.Tracing;

namespace Messaging.Lifecycle.Batching;

/// <summary>
/// Turns many small writes into few large ones. A single flusher sends what is there as soon as the flush before it has ended: idle, an
/// item
/// goes out at once and alone; busy, hundreds share a round trip. An append completes when its flush has.
/// </summary>
public sealed class Coalescer<TItem, TResult> : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> _flush;
    private readonly Func<TItem, int> _weigh;
    private readonly Func<TResult, Exception?>? _failureIn;
    private readonly CoalescerOptions _options;
    private readonly Channel<Entry> _waiting;
    private readonly CoalescerState? _state;
    private readonly Task _flusher;

    /// <summary>Starts the flusher.</summary>
    /// <param name="flush">Writes a batch and returns a result per item, in order. An exception is given to all appends of the
    /// batch.</param>
    /// <param name="weigh">Weight of an item, such as its count or size.</param>
    /// <param name="options">Name and bounds.</param>
    /// <param name="monitor">Where metrics and health look; nowhere when there is none.</param>
    /// <param name="failureIn">What went wrong for one item alone, where a result can tell of that: each append gets its own result, and
    /// the flush counts as failed.</param>
    public Coalescer(
        Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> flush,
        Func<TItem, int> weigh,
        CoalescerOptions options,
        CoalescerMonitor? monitor = null,
        Func<TResult, Exception?>? failureIn = null)
    {
        _flush = flush;
        _weigh = weigh;
        _failureIn = failureIn;
        _options = options;
        _waiting = Channel.CreateBounded<Entry>(new BoundedChannelOptions(options.Capacity) { SingleReader = true });
        _state = monitor?.Add(options.Name, () => _waiting.Reader.Count);
        // Whatever it ever flushes would otherwise belong to the trace and the log scopes of who happened to need it first.
        using var detached = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        _flusher = Task.Run(FlushAll);
    }

    /// <summary>Adds an item to the next flush and waits for that flush.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Stops waiting; an item that was already taken in is flushed all the same.</param>
    /// <exception cref="ChannelClosedException">The coalescer was disposed.</exception>
    public async Task<TResult> Append(TItem item, CancellationToken cancellationToken)
    {
        using var span = _options.Spans is { } spans ? TaskTracing.StartPart(spans.Append) : null;
        var entry = new Entry(item, _weigh(item), span);
        await _waiting.Writer.WriteAsync(entry, cancellationToken);
        return await entry.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Flushes what is waiting, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _flusher;
        _state?.End();
    }

    private async Task FlushAll()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            await Flush(NextBatch());
        }
    }

    private List<Entry> NextBatch()
    {
        var batch = new List<Entry>();
        var weight = 0L;
        while (_waiting.Reader.TryPeek(out var next) && (batch.Count == 0 || weight + next.Weight <= _options.MaxFlushWeight))
        {
            _waiting.Reader.TryRead(out _);
            batch.Add(next);
            weight += next.Weight;
        }

        return batch;
    }

    private async Task Flush(List<Entry> batch)
    {
        _state?.BeginFlush(batch.Count);
        var (results, failure) = await Write(batch);

        // Before the appenders go on: who has waited for a flush may rely on its being counted, and on its span having ended.
        _state?.EndFlush(failure);
        for (var i = 0; i < batch.Count; i++)
        {
            if (i < results.Count)
            {
                batch[i].SetResult(results[i]);
            }
            else
            {
                batch[i].SetException(failure!);
            }
        }
    }

    private async Task<(IReadOnlyList<TResult> Results, Exception? Failure)> Write(List<Entry> batch)
    {
        using var span = CoalescerSpans.StartFlush(_options.Spans, batch);
        try
        {
            var results = await _flush([.. batch.Select(entry => entry.Item)]);
            if (results.Count < batch.Count)
            {
                return (results, new InvalidOperationException($"{results.Count} results came back for {batch.Count} items."));
            }

            var failure = _failureIn is null ? null : results.Select(_failureIn).FirstOrDefault(failure => failure is not null);
            if (failure is not null)
            {
                span?.SetError(failure.GetType().FullName!, failure.Message);
            }

            return (results, failure);
        }
#pragma warning disable CA1031 // Each appender gets the exception; the flusher must live on for the next batch.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            span?.SetError(exception.GetType().FullName!, exception.Message);
            return ([], exception);
        }
    }

    private sealed class Entry(TItem item, int weight, Activity? span)
        : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously), ITracedEntry
    {
        public Activity? Span { get; } = span;

        public TItem Item { get; } = item;

        public int Weight { get; } = weight;
    }
}

/// <summary>
/// Spans of a coalescer: one for each that waits, in its own trace, and one for the flush. The flush belongs to the trace of the first that
/// waited for it;
/// it and the others link to each other.
/// </summary>
/// <param name="Append">Name of the waiting.</param>
/// <param name="Flush">Name of the flush.</param>
/// <param name="FlushKind">Kind of the flush.</param>
public sealed record CoalescerSpans(string Append, string Flush, ActivityKind FlushKind = ActivityKind.Internal)
{
    /// <summary>Most links of one flush: what the OpenTelemetry SDK keeps by default.</summary>
    private const int MaxLinks = 128;

    internal static Activity? StartFlush(CoalescerSpans? spans, IEnumerable<ITracedEntry> entries)
    {
        if (spans is null
            || !TaskTracing.Source.HasListeners()
            || entries.Select(entry => entry.Span).OfType<Activity>().ToArray() is not [var first, .. var others])
        {
            return null;
        }

        var flush = TaskTracing.Source.StartActivity(
            spans.Flush, spans.FlushKind, first.Context, null, others.Take(MaxLinks).Select(other => new ActivityLink(other.Context)));
        if (flush is not null)
        {
            flush.SetBatchSize(entries.Count());
            foreach (var other in others)
            {
                other.AddLink(new ActivityLink(flush.Context));
            }
        }

        return flush;
    }
}
