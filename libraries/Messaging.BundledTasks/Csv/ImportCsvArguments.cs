using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Messaging.BundledTasks.Csv;

internal sealed record ImportCsvArguments : IValidatableObject
{
    [Description("The CSV file, UTF-8 with a header row, relative to the worker's data directory.")]
    [StringLength(1_024, MinimumLength = 1)]
    public required string Path { get; init; }

    [Description("The SQLite database, relative to the worker's data directory. Created if missing.")]
    [StringLength(1_024, MinimumLength = 1)]
    public required string Database { get; init; }

    [Description("The table that rows are added to. Created if missing.")]
    [RegularExpression(SqlIdentifier.TablePattern, ErrorMessage = "It must be letters, digits and underscores, at most 63, and not begin with a digit.")]
    [StringLength(63, MinimumLength = 1)]
    public required string Table { get; init; }

    [Description("The columns to import. Default: all, as text.")]
    [Length(1, 500)]
    public CsvColumn[]? Columns { get; init; }

    [Description("What separates fields: comma, semicolon, tab or pipe.")]
    [RegularExpression(@"[,;|\t]", ErrorMessage = "It must be a comma, a semicolon, a tab or a pipe.")]
    [StringLength(1, MinimumLength = 1)]
    public string Delimiter { get; init; } = ",";

    [Description("Rows per transaction.")]
    [Range(1, 100_000)]
    public int BatchSize { get; init; } = 1_000;

    [Description("How many rows may be rejected before the import fails.")]
    [Range(0, 100_000)]
    public int MaxRejected { get; init; } = 1_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (
            Table.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase)
                || Table.StartsWith(ImportJournal.TablePrefix, StringComparison.OrdinalIgnoreCase))
        {
            yield return new ValidationResult("This name is reserved.", [nameof(Table)]);
        }

        if (Columns?.Any(column => column is null || !SqlIdentifier.IsColumn(column.Name)) is true)
        {
            yield return new ValidationResult(
                "A column name is at most 63 letters, digits, spaces or _.-()/%, and begins with a letter or _.", [nameof(Columns)]);
        }
        else if (Columns?.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1) is { Key: var twice })
        {
            yield return new ValidationResult($"Two columns are named '{twice}'.", [nameof(Columns)]);
        }
    }
}
