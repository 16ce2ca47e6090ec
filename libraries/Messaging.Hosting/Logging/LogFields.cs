using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messaging.Hosting.Logging;

/// <summary>
/// The named values of a log entry: those of the scopes around it, the outermost first, then its own. Of a name that comes twice the
/// innermost value counts.
/// </summary>
internal static class LogFields
{
    private const string Template = "{OriginalFormat}";

    /// <summary>Collects them by name.</summary>
    public static Dictionary<string, object?> Of<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes)
    {
        var fields = OfScopes(scopes);
        Add(entry.State, fields);
        return fields;
    }

    /// <summary>Collects those of the scopes.</summary>
    public static Dictionary<string, object?> OfScopes(IExternalScopeProvider? scopes)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        scopes?.ForEachScope(static (scope, fields) => Add(scope, fields), fields);
        return fields;
    }

    /// <summary>A value as text, the same on every machine.</summary>
    public static string? Text(object? value) =>
        value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value?.ToString();

    private static void Add(object? values, Dictionary<string, object?> fields)
    {
        foreach (var (name, value) in values as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            if (name != Template)
            {
                fields[name] = value;
            }
        }
    }
}
