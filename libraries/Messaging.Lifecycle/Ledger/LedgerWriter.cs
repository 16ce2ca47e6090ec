using Messaging.Lifecycle.Batching;
using Messaging.Lifecycle.Storage;

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
            return
            [
                .. batches.Select(
                    batch => (IReadOnlyList<LedgerEntry>)[.. entries.Skip((taken += batch.Count) - batch.Count).Take(batch.Count)]),
            ];
        },
        batch => batch.Count,
        new CoalescerOptions { Name = "ledger", Spans = new CoalescerSpans("write ledger", "commit ledger") },
        monitor,
        OutageIn);

    /// <summary>Applies one event.</summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached. The event may have been applied: apply it
    /// again.</exception>
    public async Task<LedgerEntry> Write(TaskEvent taskEvent, CancellationToken cancellationToken) =>
        (await Write([taskEvent], cancellationToken))[0];

    /// <summary>Applies events, for those who need all of them written.</summary>
    /// <returns>An entry per event, in the order given.</returns>
    /// <exception cref="TaskStoreUnavailableException">At least one row cannot be reached. Some events may have been applied: apply them
    /// again.</exception>
    public async Task<IReadOnlyList<LedgerEntry>> Write(IReadOnlyList<TaskEvent> events, CancellationToken cancellationToken)
    {
        var entries = await _coalescer.Append(events, cancellationToken);
        return FailureIn(entries) is { } failure ? throw new TaskStoreUnavailableException(failure.Message, failure) : entries;
    }

    /// <summary>
    /// Applies events, as many as can be. What shares a commit by chance makes no difference: each row succeeds or fails by itself.
    /// </summary>
    /// <returns>An entry per event, in the order given. Rows that cannot be reached while others can have entries that say so.</returns>
    /// <exception cref="TaskStoreUnavailableException">No row could be reached. Some events may have been applied all the same: apply them
    /// again.</exception>
    public async Task<IReadOnlyList<LedgerEntry>> WriteEach(IReadOnlyList<TaskEvent> events, CancellationToken cancellationToken)
    {
        var entries = await _coalescer.Append(events, cancellationToken);
        return OutageIn(entries) is { } failure && entries.All(entry => entry.Failure is not null and not RowLeftAloneException)
            ? throw new TaskStoreUnavailableException(failure.Message, failure)
            : entries;
    }

    /// <summary>Writes what is waiting, then ends.</summary>
    public ValueTask DisposeAsync() => _coalescer.DisposeAsync();

    /// <summary>A row that is left alone is no fault of the store.</summary>
    private static TaskStoreUnavailableException? OutageIn(IReadOnlyList<LedgerEntry> entries)
    {
        var failure = FailureIn(entries);
        return failure is RowLeftAloneException
            ? FailureIn([.. entries.Where(entry => entry.Failure is not RowLeftAloneException)])
            : failure;
    }

    private static TaskStoreUnavailableException? FailureIn(IReadOnlyList<LedgerEntry> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Failure is { } failure)
            {
                return failure;
            }
        }

        return null;
    }
}
