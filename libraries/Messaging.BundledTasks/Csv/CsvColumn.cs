using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Messaging.BundledTasks.Csv;

/// <summary>A column to import.</summary>
internal sealed record CsvColumn
{
    [Description("Its name, in the file's header and in the table.")]
    public required string Name { get; init; }

    [Description("What its fields must be; a row with another field is rejected.")]
    public CsvColumnType Type { get; init; } = CsvColumnType.Text;

    [Description("Whether a row with an empty field is rejected. Otherwise an empty field is an empty text, or NULL where the type is not text.")]
    public bool Required { get; init; }

    internal string SqlType => Type switch
    {
        CsvColumnType.Text => "TEXT",
        CsvColumnType.Real => "REAL",
        _ => "INTEGER",
    };

    /// <summary>The value that the database is given for a field.</summary>
    internal bool TryConvert(string field, [NotNullWhen(true)] out object? value)
    {
        value = field.Length == 0 ? Empty() : Convert(field);
        return value is not null;
    }

    private object? Empty() => Required ? null : Type is CsvColumnType.Text ? "" : DBNull.Value;

    private object? Convert(string field) => Type switch
    {
        CsvColumnType.Text => field,
        CsvColumnType.Integer => long.TryParse(field, NumberStyles.Integer, CultureInfo.InvariantCulture, out var integer) ? integer : null,
        CsvColumnType.Real =>
            double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : null,
        _ => field.ToUpperInvariant() switch { "TRUE" or "1" => 1L, "FALSE" or "0" => 0L, _ => null },
    };
}

/// <summary>What the fields of a column must be.</summary>
internal enum CsvColumnType
{
    Text,

#pragma warning disable CA1720 // What submitters write; they know no types of .NET.
    /// <summary>A whole number of 64 bits.</summary>
    Integer,
#pragma warning restore CA1720

    /// <summary>A number with a decimal point.</summary>
    Real,

    /// <summary>true, false, 1 or 0; stored as 1 or 0.</summary>
    Boolean,
}
