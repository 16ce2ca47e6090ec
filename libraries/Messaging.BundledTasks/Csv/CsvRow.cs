namespace Messaging.BundledTasks.Csv;

/// <summary>A row as it is in the file.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Fields">Its fields.</param>
/// <param name="Raw">Its text.</param>
/// <param name="IsMalformed">Whether its quotes are wrong.</param>
internal sealed record CsvRow(long Line, string[] Fields, string Raw, bool IsMalformed);
