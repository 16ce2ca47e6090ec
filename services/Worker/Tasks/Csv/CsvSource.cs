using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Messaging.Tasks;

namespace Messaging.Worker.Tasks.Csv;

/// <summary>A CSV file, read one row at a time.</summary>
internal sealed class CsvSource : IDisposable
{
    private readonly FileStream _file;
    private readonly BoundedReader _reader;
    private readonly CsvParser _parser;
    private bool _isMalformed;

    private CsvSource(FileStream file, string delimiter)
    {
        _file = file;
        Length = file.Length;
        _reader = new BoundedReader(new StreamReader(file, Encoding.UTF8));
        _parser = new CsvParser(_reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter,
            BadDataFound = _ => _isMalformed = true,
        });
    }

    public long Length { get; }

    public string[] Header { get; private set; } = [];

    /// <summary>How much of the file has been read.</summary>
    public double Percent => Length == 0 ? 100 : Math.Min(100, 100d * _file.Position / Length);

    /// <exception cref="PermanentTaskException">The file has no header row that could name columns.</exception>
    public static async Task<CsvSource> Open(string path, string delimiter)
    {
        var source = new CsvSource(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024, FileOptions.SequentialScan), delimiter);
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

        // Quotes are looked at when the fields are made, so the flag comes after them.
        var fields = _parser.Record!;
        var raw = _parser.RawRecord;
        var text = raw.AsSpan().TrimEnd("\r\n");
        return new CsvRow(_parser.RawRow - text.Count('\n'), fields, raw[..text.Length], _isMalformed);
    }

    /// <summary>Goes past the next row; <see langword="false"/> at the end of the file.</summary>
    public async ValueTask<bool> Skip()
    {
        _isMalformed = false;
        _reader.BeginRow();
        return await _parser.ReadAsync();
    }

    public void Dispose()
    {
        _parser.Dispose();
        _reader.Dispose();
    }
}
