using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Messaging.Hosting.Logging;

/// <summary>
/// Writes an entry as one line for people: local time, level, what it is about, which task, and the exception below it. Of the scopes only
/// what tells which task it is.
/// </summary>
internal sealed class TextLogFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "messaging-text";

    private const string TaskPrefix = "task.";
    private const string Trace = "TraceId";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var category = logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..];
        textWriter.Write(
            string.Create(CultureInfo.InvariantCulture, $"{clock.GetLocalNow():HH:mm:ss.fff} {Level(logEntry.LogLevel)} {category}: "));
        textWriter.Write(OnOneLine(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        var fields = LogFields.OfScopes(scopeProvider);
        var task = fields.Where(field => field.Key.StartsWith(TaskPrefix, StringComparison.Ordinal)).ToArray();
        if (task.Length > 0)
        {
            textWriter.Write($" [{string.Join(' ', task.Concat(fields.Where(field => field.Key == Trace)).Select(field => $"{field.Key}={OnOneLine(LogFields.Text(field.Value))}"))}]");
        }

        textWriter.WriteLine();
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(exception);
        }
    }

    /// <summary>What is logged may come from a caller: it must neither begin a line of its own nor command the terminal.</summary>
    private static string OnOneLine(string? text) =>
        text is null || !text.Any(char.IsControl)
            ? text ?? ""
            : string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "WARN ",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };
}
