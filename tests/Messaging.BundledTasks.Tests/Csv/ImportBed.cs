using System.Globalization;
using System.Text.Json;
using Messaging.Tasks;
using Microsoft.Data.Sqlite;

namespace Messaging.BundledTasks.Tests.Csv;

/// <summary>A data directory and a worker that imports from it.</summary>
internal sealed class ImportBed : IAsyncDisposable
{
    private readonly TemporaryDirectory _outside = new();

    public ImportBed()
    {
        Directory.CreateDirectory(Data);
        Tasks = new WorkerTasks(("Tasks:ImportCsv:DataDirectory", Data));
    }

    /// <summary>The directory around the data directory.</summary>
    public string Outside => _outside.Path;

    public string Data => _outside.File("data");

    public WorkerTasks Tasks { get; }

    public static object Arguments(int batchSize = 10, int maxRejected = 1000) =>
        new { path = "in.csv", database = "out.db", table = "people", batchSize, maxRejected };

    public void Write(string content, string name = "in.csv") => File.WriteAllText(Path.Combine(Data, name), content);

    /// <summary>A file of rows that are numbered from 1.</summary>
    public void WriteRows(int count) =>
        Write(
            "id,name\n" + string.Concat(
                Enumerable.Range(1, count).Select(id => string.Create(CultureInfo.InvariantCulture, $"{id},Name {id}\n"))));

    public string Read(string name) => File.ReadAllText(Path.Combine(Data, name)).ReplaceLineEndings("\n");

    public Task<TaskOutcome> Run(
        object arguments,
        Guid? id = null,
        int attempt = 1,
        Action<TaskProgress>? onProgress = null,
        CancellationToken cancellationToken = default) =>
        Tasks.Run("etl.import-csv", arguments, id, attempt, onProgress, cancellationToken);

    public Task<JsonElement> Succeed(object arguments, Guid? id = null, int attempt = 1) =>
        Tasks.Succeed("etl.import-csv", arguments, id, attempt);

    /// <summary>The first column of what a statement returns, as texts.</summary>
    public string[] Query(string sql, string database = "out.db")
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, database)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own statements.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
        {
            values.Add(reader.IsDBNull(0) ? "NULL" : reader.GetString(0));
        }

        return [.. values];
    }

    public async ValueTask DisposeAsync()
    {
        await Tasks.DisposeAsync();
        _outside.Dispose();
    }
}
