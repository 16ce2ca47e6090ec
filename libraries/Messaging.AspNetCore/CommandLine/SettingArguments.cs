using System.Text.RegularExpressions;

namespace Messaging.AspNetCore.CommandLine;

/// <summary>
/// Which arguments are settings, in the forms that the host's configuration reads: <c>--Section:Key value</c>, <c>--Section:Key=value</c>,
/// the same with <c>/</c>, and
/// <c>Section:Key=value</c>. Keys have a section, or are the host's or OpenTelemetry's own.
/// </summary>
internal static partial class SettingArguments
{
    /// <summary>
    /// Tells settings, with their values, from everything else. A setting without a value is no setting; a value that begins with <c>--</c>
    /// needs the form with <c>=</c>.
    /// </summary>
    public static (string[] Settings, string[] Others) Split(IReadOnlyList<string> args)
    {
        List<string> settings = [];
        List<string> others = [];
        for (var i = 0; i < args.Count; i++)
        {
            if (Whole.IsMatch(args[i]))
            {
                settings.Add(args[i]);
            }
            else if (Key.IsMatch(args[i]) && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                settings.AddRange([args[i], args[++i]]);
            }
            else
            {
                others.Add(args[i]);
            }
        }

        return ([.. settings], [.. others]);
    }

    private const string Name = @"([^=:/\s-][^=:/\s]*(:[^=:/\s]+)+|urls|https?_ports|environment|contentRoot|webRoot|applicationName|shutdownTimeoutSeconds|AllowedHosts|OTEL_\w+)";

    [GeneratedRegex($"^(--|/)?{Name}=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Whole { get; }

    [GeneratedRegex($@"^(--|/){Name}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Key { get; }
}
