using System.Globalization;
using System.Text.Json.Serialization;
using Messaging.Tasks;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.BundledTasks.Csv;

/// <summary>
/// Reads a CSV file of any size into a table. However often an attempt is killed and repeated, each row ends in the table once, or in the
/// report.
/// </summary>
internal sealed class ImportCsv(DataDirectory data, TimeProvider clock, ILogger<ImportCsv> logger)
    : ITaskHandler<ImportCsvArguments, ImportCsvResult>
{
    // SQLITE_ERROR, SQLITE_CORRUPT, SQLITE_CANTOPEN, SQLITE_NOTADB: no later attempt finds another database.
    private static readonly int[] PermanentErrors = [1, 11, 14, 26];

    public static string Name => "etl.import-csv";

    public static string? Description => "Imports a CSV file into a table of a SQLite database.";

    public static TaskPolicy Policy => TaskPolicy.Default with { TimeLimit = TimeSpan.FromHours(6) };

    public static void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImportCsvOptions>()
            .Bind(configuration.GetSection(ImportCsvOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<DataDirectory>();
    }

    public async Task<ImportCsvResult> Run(ImportCsvArguments arguments, TaskContext context)
    {
        var file = new FileInfo(data.Resolve(arguments.Path, "path"));
        var database = data.Resolve(arguments.Database, "database");
        if (database == file.FullName)
        {
            throw new InvalidArgumentsException("'database': It must not be the file to import.");
        }

        // An import that is done stays done when its file is gone.
        if (!file.Exists && !File.Exists(database))
        {
            throw NotFound(arguments);
        }

        try
        {
            return await Import(arguments, file, database, context);
        }
        catch (SqliteException exception) when (PermanentErrors.Contains(exception.SqliteErrorCode))
        {
            throw new PermanentTaskException($"The database '{arguments.Database}' cannot be used: {exception.Message}", exception);
        }
    }

    private async Task<ImportCsvResult> Import(ImportCsvArguments arguments, FileInfo file, string database, TaskContext context)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(database)!);
        using var connection = Sql.Open(database);
        var journal = new ImportJournal(connection, context, clock);
        journal.CreateTables();
        if (journal.Find() is { IsCompleted: true } done)
        {
            return ResultOf(done, context);
        }

        using var source = file.Exists ? await CsvSource.Open(file.FullName, arguments.Delimiter) : throw NotFound(arguments);
        var rows = new RowReader(source.Header, arguments.Columns);
        using var table = new ImportTable(connection, arguments.Table, rows.Columns);
        var report = data.Resolve(RejectionReport.PathOf(context.TaskId), "report");
        var import = new CsvImport(source, rows, table, journal, arguments, report, context);
        var state = await import.Run(journal.Begin(FingerprintOf(file)));
        logger.LogInformation(
            "Import {TaskId} done: {Imported} rows imported, {Rejected} rejected", context.TaskId, state.Imported, state.Rejected);
        return ResultOf(state, context);
    }

    private static ImportCsvResult ResultOf(ImportState state, TaskContext context) =>
        new(state.Imported, state.Rejected, state.Rejected > 0 ? RejectionReport.PathOf(context.TaskId) : null);

    private static string FingerprintOf(FileInfo file) =>
        string.Create(CultureInfo.InvariantCulture, $"{file.Length} bytes of {file.LastWriteTimeUtc:O}");

    private static PermanentTaskException NotFound(ImportCsvArguments arguments) =>
        new($"There is no file '{arguments.Path}' in the data directory.");
}

/// <param name="Imported">Rows in the table because of this task.</param>
/// <param name="Rejected">Rows that did not fit.</param>
/// <param name="Report">The rejected rows and why, as CSV, relative to the data directory; none when no row was rejected.</param>
internal sealed record ImportCsvResult(
    long Imported, long Rejected, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Report);
