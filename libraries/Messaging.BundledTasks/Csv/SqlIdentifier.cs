using System.Text.RegularExpressions;

namespace Messaging.BundledTasks.Csv;

/// <summary>Names of tables and columns. SQL has no parameters for them, so they are checked and quoted.</summary>
internal static partial class SqlIdentifier
{
    /// <summary>What a table may be called.</summary>
    public const string TablePattern = "[A-Za-z_][A-Za-z0-9_]{0,62}";

    /// <summary>Column names come from headers that people write, so they may have more in them than those of tables.</summary>
    public static bool IsColumn(string? name) => name is not null && Column().IsMatch(name);

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{N}_ .()/%-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Column();
}
