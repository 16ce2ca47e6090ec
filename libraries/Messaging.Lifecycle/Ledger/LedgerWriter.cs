using Messaging.Lifecycle.Batching;

namespace Messaging.Lifecycle.Ledger;

/// <summary>The ledger for many callers at once: events that arrive while a commit is under way share the next one.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="monitor">Where metrics and health look; nowhere when there is none.</param>
public sealed class LedgerWriter(TaskLedger ledger, CoalescerMonitor? monitor = null) : IAsyncDisposable
{
    private readonly Coalescer<IReadOnlyList<TaskEvent>, IReadOnlyList<LedgerEntry>> _coalescer = new(
        async batches =>
        {
            var entries = await ledger.Apply([.. batches.SelectMany(batch => batch)], CancellationToken.None);
            var taken = 0;
            return [.. batches.Select(batch => (IReadOnlyList<LedgerEntry>)[.. entries.Skip((taken += batch.Count) - batch.Count).Take(batch.Count)])];
        },
        batch => batch.Count,
        new CoalescerOptions { Name = "ledger", Spans = new CoalescerSpans("write ledger", "commit ledger") },
        monitor);

    /// <summary>Applies one event.</summary>
    /// <exception cref="Storage.TaskStoreUnavailableException">The store cannot be reached. The event may have been applied: apply it again.</exception>
    public async Task<LedgerEntry> Write(TaskEvent taskEvent, CancellationToken cancellationToken) => (await Write([taskEvent], cancellationToken))[0];

    /// <summary>Applies events.</summary>
    /// <returns>An entry per event, in the order given.</returns>
    /// <exception cref="Storage.TaskStoreUnavailableException">The store cannot be reached. Some events may have been applied: apply them again.</exception>
    public Task<IReadOnlyList<LedgerEntry>> Write(IReadOnlyList<TaskEvent> events, CancellationToken cancellationToken) => _coalescer.Append(events, cancellationToken);

    /// <summary>Writes what is waiting, then ends.</summary>
    public ValueTask DisposeAsync() => _coalescer.DisposeAsync();
}
