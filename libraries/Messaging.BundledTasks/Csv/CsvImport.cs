using Messaging.Tasks;
using Microsoft.Data.Sqlite;

namespace Messaging.BundledTasks.Csv;

/// <summary>One attempt at an import, from where the last one got to until the end of the file.</summary>
internal sealed class CsvImport(
    CsvSource source,
    RowReader rows,
    ImportTable table,
    ImportJournal journal,
    ImportCsvArguments arguments,
    string report,
    TaskContext context)
{
    // Enough to find the row again.
    private const int RawLimit = 2_000;

    private ImportState _state = new(0, 0, IsCompleted: false);

    public async Task<ImportState> Run(ImportState state)
    {
        _state = state;
        await SkipWhatIsDone();
        while (_state.Rejected <= arguments.MaxRejected)
        {
            if (await RunBatch())
            {
                Complete();
                return _state;
            }

            Report();
        }

        using (journal.BeginBatch(_state))
        {
            RejectionReport.Write(report, journal.Rejections());
        }

        throw new PermanentTaskException(
            $"More than {arguments.MaxRejected} rows were rejected; {RejectionReport.PathOf(context.TaskId)} says why. The "
                + $"{_state.Imported} rows imported before stay.");
    }

    private async Task SkipWhatIsDone()
    {
        for (var position = 0L; position < _state.Position; position++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            await source.Skip();
        }
    }

    /// <summary>Whether the file has ended.</summary>
    private async Task<bool> RunBatch()
    {
        using var span = TaskSpans.Start("BATCH INSERT");
        span?.SetTag("db.system.name", "sqlite");
        span?.SetTag("db.operation.name", "BATCH INSERT");
        span?.SetTag("db.operation.batch.size", arguments.BatchSize);
        using var transaction = journal.BeginBatch(_state);
        for (var batched = 0; batched < arguments.BatchSize && _state.Rejected <= arguments.MaxRejected; batched++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (await source.Read() is not { } row)
            {
                Commit(transaction);
                return true;
            }

            Import(row, transaction);
        }

        Commit(transaction);
        return false;
    }

    private void Import(CsvRow row, SqliteTransaction transaction)
    {
        if (rows.TryRead(row, out var values, out var reason))
        {
            reason = table.Insert(transaction, values);
        }

        if (reason is null)
        {
            _state = _state with { Imported = _state.Imported + 1 };
            return;
        }

        journal.Reject(row.Line, reason, row.Raw.Length <= RawLimit ? row.Raw : row.Raw[..RawLimit]);
        _state = _state with { Rejected = _state.Rejected + 1 };
    }

    private void Commit(SqliteTransaction transaction)
    {
        journal.Advance(_state);
        transaction.Commit();
    }

    // The report is written while no other attempt may write, and forgotten rejections are forgotten with the completion itself.
    private void Complete()
    {
        using var transaction = journal.BeginBatch(_state);
        if (_state.Rejected > 0)
        {
            RejectionReport.Write(report, journal.Rejections());
            journal.ForgetRejections();
        }

        _state = _state with { IsCompleted = true };
        Commit(transaction);
        context.Report(100, $"{_state.Imported} rows imported, {_state.Rejected} rejected");
    }

    private void Report() => context.Report(source.Percent, $"{_state.Imported} rows imported, {_state.Rejected} rejected");
}
