using Messaging.Tasks;
using Microsoft.Data.Sqlite;

namespace Messaging.BundledTasks.Csv;

/// <summary>
/// What an import remembers, in the database that it fills: each batch commits its rows and the new position together, so whatever kills an
/// attempt,
/// the next one goes on exactly there. A batch begins only if this attempt is the newest and nobody has moved the position: nothing is
/// written twice.
/// </summary>
internal sealed class ImportJournal(SqliteConnection connection, TaskContext context, TimeProvider clock)
{
    public const string TablePrefix = "_messaging_";

    // Longer than a task and its result are kept.
    private static readonly TimeSpan Retention = TimeSpan.FromDays(60);

    private readonly string _task = context.TaskId.ToString();

    public void CreateTables() => Sql.Execute(
        connection,
        """
        CREATE TABLE IF NOT EXISTS _messaging_imports (
            task TEXT PRIMARY KEY NOT NULL, fence INTEGER NOT NULL, file TEXT NOT NULL, imported INTEGER NOT NULL DEFAULT 0,
            rejected INTEGER NOT NULL DEFAULT 0, completed INTEGER NOT NULL DEFAULT 0, touched INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS _messaging_rejections (
            task TEXT NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL, raw TEXT NOT NULL, PRIMARY KEY (task, line));
        """);

    public ImportState? Find()
    {
        using var command = Sql.Command(
            connection, "SELECT imported, rejected, completed FROM _messaging_imports WHERE task = $task", ("$task", _task));
        using var reader = command.ExecuteReader();
        return reader.Read() ? new ImportState(reader.GetInt64(0), reader.GetInt64(1), reader.GetBoolean(2)) : null;
    }

    /// <summary>Makes this attempt the one that may write.</summary>
    /// <param name="file">What tells the file from another of the same name.</param>
    /// <exception cref="StaleAttemptException">A newer attempt has begun.</exception>
    /// <exception cref="PermanentTaskException">The file is not the one that an earlier attempt began with.</exception>
    public ImportState Begin(string file)
    {
        using var transaction = connection.BeginTransaction();
        Prune();
        var begun = Sql.Execute(
            connection,
            """
            INSERT INTO _messaging_imports (task, fence, file, touched) VALUES ($task, $fence, $file, $now)
            ON CONFLICT (task) DO UPDATE SET fence = excluded.fence, touched = excluded.touched WHERE excluded.fence >= fence
            """,
            ("$task", _task),
            ("$fence", context.Fence),
            ("$file", file),
            ("$now", Now));
        if (begun == 0)
        {
            throw new StaleAttemptException();
        }

        if (
            Sql.Scalar(connection, "SELECT file FROM _messaging_imports WHERE task = $task", ("$task", _task)) is not string before
                || before != file)
        {
            throw new PermanentTaskException("The file has changed since an earlier attempt imported a part of it. Submit a new task.");
        }

        var state = Find()!;
        transaction.Commit();
        return state;
    }

    /// <summary>Opens the transaction of a batch.</summary>
    /// <exception cref="StaleAttemptException">A newer attempt has begun, or another run of this one has written since.</exception>
    public SqliteTransaction BeginBatch(ImportState expected)
    {
        var transaction = connection.BeginTransaction();
        var mine = Sql.Execute(
            connection,
            "UPDATE _messaging_imports SET touched = $now WHERE task = $task AND fence = $fence AND imported + rejected = $position "
                + "AND completed = 0",
            ("$now", Now),
            ("$task", _task),
            ("$fence", context.Fence),
            ("$position", expected.Position));
        if (mine > 0)
        {
            return transaction;
        }

        transaction.Dispose();
        throw new StaleAttemptException();
    }

    public void Reject(long line, string reason, string raw) => Sql.Execute(
        connection,
        "INSERT INTO _messaging_rejections (task, line, reason, raw) VALUES ($task, $line, $reason, $raw)",
        ("$task", _task),
        ("$line", line),
        ("$reason", reason),
        ("$raw", raw));

    /// <summary>Notes, within a batch's transaction, where the import is.</summary>
    public void Advance(ImportState state) => Sql.Execute(
        connection,
        "UPDATE _messaging_imports SET imported = $imported, rejected = $rejected, completed = $completed WHERE task = $task",
        ("$imported", state.Imported),
        ("$rejected", state.Rejected),
        ("$completed", state.IsCompleted),
        ("$task", _task));

    public IEnumerable<(long Line, string Reason, string Raw)> Rejections()
    {
        using var command = Sql.Command(
            connection, "SELECT line, reason, raw FROM _messaging_rejections WHERE task = $task ORDER BY line", ("$task", _task));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return (reader.GetInt64(0), reader.GetString(1), reader.GetString(2));
        }
    }

    public void ForgetRejections() => Sql.Execute(connection, "DELETE FROM _messaging_rejections WHERE task = $task", ("$task", _task));

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private void Prune() => Sql.Execute(
        connection,
        """
        DELETE FROM _messaging_imports WHERE touched < $limit AND task <> $task;
        DELETE FROM _messaging_rejections WHERE task NOT IN (SELECT task FROM _messaging_imports);
        """,
        ("$limit", (clock.GetUtcNow() - Retention).ToUnixTimeMilliseconds()),
        ("$task", _task));
}

/// <summary>
/// Somebody else has gone on with the import. Retryable: should this have been the newest attempt after all, the next one takes over.
/// </summary>
internal sealed class StaleAttemptException()
    : Exception("Another run of this task has gone on with the import; this one wrote nothing more.");
