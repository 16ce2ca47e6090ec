namespace Messaging.BundledTasks.Csv;

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
