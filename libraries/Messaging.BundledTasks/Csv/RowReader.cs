using System.Diagnostics.CodeAnalysis;
using Messaging.Tasks;

namespace Messaging.BundledTasks.Csv;

/// <summary>Turns the fields of a row into the values of the columns to import, or says why it cannot.</summary>
internal sealed class RowReader
{
    private const int ColumnLimit = 500;

    private readonly int _width;
    private readonly int[] _positions;

    /// <exception cref="PermanentTaskException">The header does not fit the columns, or cannot name any.</exception>
    public RowReader(string[] header, CsvColumn[]? columns)
    {
        _width = header.Length;
        Columns = columns ?? ColumnsOf(header);
        _positions = [.. Columns.Select(column => PositionOf(column, header))];
    }

    public CsvColumn[] Columns { get; }

    public bool TryRead(CsvRow row, [NotNullWhen(true)] out object[]? values, [NotNullWhen(false)] out string? reason)
    {
        values = null;
        reason = null;
        if (row.IsMalformed)
        {
            reason = "A quote is within a field that is not quoted.";
        }
        else if (row.Fields.Length != _width)
        {
            reason = $"It has {row.Fields.Length} fields instead of {_width}.";
        }
        else
        {
            values = Convert(row, out reason);
        }

        return values is not null;
    }

    private object[]? Convert(CsvRow row, out string? reason)
    {
        var values = new object[Columns.Length];
        for (var index = 0; index < values.Length; index++)
        {
            var column = Columns[index];
            var field = row.Fields[_positions[index]];
            // The decoder's mark for bytes that are not UTF-8: importing it would lose what was there.
            if (field.Contains('\uFFFD', StringComparison.Ordinal))
            {
                reason = $"'{column.Name}' is not UTF-8.";
                return null;
            }

            if (!column.TryConvert(field, out var value))
            {
                reason = field.Length == 0
                    ? $"'{column.Name}' is empty."
                    : $"'{column.Name}' is not of type {column.Type.ToString().ToLowerInvariant()}.";
                return null;
            }

            values[index] = value;
        }

        reason = null;
        return values;
    }

    private static CsvColumn[] ColumnsOf(string[] header)
    {
        if (header.Length > ColumnLimit)
        {
            throw new PermanentTaskException($"The header names {header.Length} columns; {ColumnLimit} is the most.");
        }

        var wrong = Array.FindIndex(header, name => !SqlIdentifier.IsColumn(name));
        return wrong < 0
            ? [.. header.Select(name => new CsvColumn { Name = name })]
            : throw new PermanentTaskException($"Column {wrong + 1} of the header has no name that a table could use.");
    }

    private static int PositionOf(CsvColumn column, string[] header)
    {
        var first = Array.FindIndex(header, IsNamed);
        return first < 0 ? throw new PermanentTaskException($"The header has no column '{column.Name}'.")
            : Array.FindLastIndex(header, IsNamed) == first ? first
            : throw new PermanentTaskException($"The header has two columns '{column.Name}'.");

        // As the database compares them.
        bool IsNamed(string name) => string.Equals(name, column.Name, StringComparison.OrdinalIgnoreCase);
    }
}
