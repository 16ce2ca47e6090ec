using System.Text.Json.Serialization;

namespace Messaging.BundledTasks.Csv;

/// <param name="Imported">Rows in the table because of this task.</param>
/// <param name="Rejected">Rows that did not fit.</param>
/// <param name="Report">The rejected rows and why, as CSV, relative to the data directory; none when no row was rejected.</param>
internal sealed record ImportCsvResult(long Imported, long Rejected, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Report);
