using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Messaging.Hosting.Logging;

/// <summary>
/// Writes an entry as one JSON object on one line: <c>timestamp</c> (UTC), <c>level</c>, <c>category</c>, <c>message</c>, <c>exception</c>,
/// and beside them every named value of the
/// entry and its scopes, in camelCase.
/// </summary>
internal sealed class JsonLogFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "messaging-json";

    private static readonly string[] Fixed = ["timestamp", "level", "category", "message", "exception"];

    // The reader is no browser: quotation marks and letters of all languages need no escape, control characters have one.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString(
                Fixed[0], clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString(Fixed[1], logEntry.LogLevel.ToString());
            json.WriteString(Fixed[2], logEntry.Category);
            json.WriteString(Fixed[3], logEntry.Formatter(logEntry.State, logEntry.Exception));
            if (logEntry.Exception is { } exception)
            {
                json.WriteString(Fixed[4], exception.ToString());
            }

            WriteFields(json, LogFields.Of(logEntry, scopeProvider));
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteFields(Utf8JsonWriter json, Dictionary<string, object?> fields)
    {
        var written = Fixed.ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (JsonNamingPolicy.CamelCase.ConvertName(name) is var field && written.Add(field))
            {
                json.WritePropertyName(field);
                WriteValue(json, value);
            }
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int or long or short or byte or uint:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(LogFields.Text(value));
                break;
        }
    }
}
