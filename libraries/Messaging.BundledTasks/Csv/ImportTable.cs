using Messaging.Tasks;
using Microsoft.Data.Sqlite;

namespace Messaging.BundledTasks.Csv;

/// <summary>The table that rows are added to.</summary>
internal sealed class ImportTable : IDisposable
{
    private const int ConstraintFailed = 19;

    private readonly SqliteCommand _insert;

    /// <exception cref="PermanentTaskException">The table exists and lacks a column.</exception>
    public ImportTable(SqliteConnection connection, string table, CsvColumn[] columns)
    {
        var definitions = columns.Select(column => $"{SqlIdentifier.Quote(column.Name)} {column.SqlType}");
        Sql.Execute(connection, $"CREATE TABLE IF NOT EXISTS {SqlIdentifier.Quote(table)} ({string.Join(", ", definitions)})");
        foreach (var column in columns)
        {
            if (
                Sql.Scalar(
                    connection,
                    "SELECT 1 FROM pragma_table_info($table) WHERE name = $column COLLATE NOCASE",
                    ("$table", table),
                    ("$column", column.Name)) is null)
            {
                throw new PermanentTaskException($"The table '{table}' has no column '{column.Name}'.");
            }
        }

        // ABORT undoes the one row, whatever the table's own constraints ask for: ROLLBACK would end the batch's transaction unseen.
        var names = string.Join(", ", columns.Select(column => SqlIdentifier.Quote(column.Name)));
        var parameters = string.Join(", ", columns.Select((_, index) => $"$p{index}"));
        _insert = Sql.Command(connection, $"INSERT OR ABORT INTO {SqlIdentifier.Quote(table)} ({names}) VALUES ({parameters})");
        for (var index = 0; index < columns.Length; index++)
        {
            _insert.Parameters.Add(new SqliteParameter { ParameterName = $"$p{index}" });
        }
    }

    /// <summary>Adds a row; what the table says when a constraint refuses it, else <see langword="null"/>.</summary>
    public string? Insert(SqliteTransaction transaction, object[] values)
    {
        _insert.Transaction = transaction;
        for (var index = 0; index < values.Length; index++)
        {
            _insert.Parameters[index].Value = values[index];
        }

        try
        {
            _insert.ExecuteNonQuery();
            return null;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == ConstraintFailed)
        {
            return exception.Message;
        }
    }

    public void Dispose() => _insert.Dispose();
}
