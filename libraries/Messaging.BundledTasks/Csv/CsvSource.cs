using System.Text;
using CsvHelper;
using Messaging.Tasks;

namespace Messaging.BundledTasks.Csv;

/// <summary>A CSV file, read one row at a time.</summary>
internal sealed class CsvSource : IDisposable
{
    // A quote that is never closed makes the rest of the file one field.
    private const int RowLimit = 4 * 1024 * 1024;

    private readonly FileStream _file;
    private readonly CsvReader _reader;
    private bool _isMalformed;

    private CsvSource(FileStream file, char delimiter)
    {
        _file = file;
        Length = file.Length;
        _reader = CsvReader.Create(file, new CsvReaderOptions
        {
            Separator = delimiter,
            HasHeader = false,
            MaxRecordSize = RowLimit,
            TrackLineNumbers = true,
            OnMalformedRecord = _ => _isMalformed = true,
        });
    }

    public long Length { get; }

    public string[] Header { get; private set; } = [];

    /// <summary>How much of the file has been read.</summary>
    public double Percent => Length == 0 ? 100 : Math.Min(100, 100d * _file.Position / Length);

    /// <exception cref="PermanentTaskException">The file has no header row that could name columns.</exception>
    public static async Task<CsvSource> Open(string path, string delimiter)
    {
        var source = new CsvSource(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan), delimiter[0]);
        try
        {
            source.Header = (await source.Read())?.Fields ?? throw new PermanentTaskException("The file is empty: it has no header row.");
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The next row, or <see langword="null"/> at the end of the file.</summary>
    public async ValueTask<CsvRow?> Read()
    {
        if (!await Skip())
        {
            return null;
        }

        var fields = new string[_reader.FieldCount];
        for (var index = 0; index < fields.Length; index++)
        {
            fields[index] = _reader.GetString(index);
        }

        return new CsvRow(_reader.LineNumber, fields, Encoding.UTF8.GetString(_reader.RawRecord), _isMalformed);
    }

    /// <summary>Goes past the next row; <see langword="false"/> at the end of the file.</summary>
    /// <exception cref="PermanentTaskException">The row is too long.</exception>
    public async ValueTask<bool> Skip()
    {
        _isMalformed = false;
        try
        {
            return await _reader.ReadAsync();
        }
        catch (CsvFormatException exception)
        {
            throw new PermanentTaskException($"A row is longer than {RowLimit / 1024 / 1024} MiB. Is a quote not closed?", exception);
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _file.Dispose();
    }
}
