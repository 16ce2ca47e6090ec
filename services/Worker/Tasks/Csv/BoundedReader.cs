using Messaging.Tasks;

namespace Messaging.Worker.Tasks.Csv;

/// <summary>Reads a text, and stops when one row asks for too much of it: a quote that is never closed makes the rest of the file one field.</summary>
internal sealed class BoundedReader(TextReader inner) : TextReader
{
    /// <summary>Longest row, in characters, give or take a buffer.</summary>
    public const int RowLimit = 4 * 1024 * 1024;

    private int _charactersOfRow;

    public void BeginRow() => _charactersOfRow = 0;

    public override int Read(char[] buffer, int index, int count) => Count(inner.Read(buffer, index, count));

    public override int Read(Span<char> buffer) => Count(inner.Read(buffer));

    public override async Task<int> ReadAsync(char[] buffer, int index, int count) => Count(await inner.ReadAsync(buffer, index, count));

    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Count(int characters)
    {
        _charactersOfRow += characters;
        return _charactersOfRow <= RowLimit
            ? characters
            : throw new PermanentTaskException($"A row is longer than {RowLimit / 1024 / 1024} Mi characters. Is a quote not closed?");
    }
}
