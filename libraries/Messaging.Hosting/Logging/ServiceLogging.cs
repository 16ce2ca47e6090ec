using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Messaging.Hosting.Logging;

/// <summary>
/// Where log entries go and which are written: standard output, as JSON in a container and as text elsewhere, unless <c>Logging:Format</c>
/// says otherwise.
/// </summary>
internal static class ServiceLogging
{
    private const string Setting = "Logging:Format";

    /// <summary>
    /// What is written unless <c>Logging:LogLevel</c> says otherwise; everything else from Information on. Health checks tell of changes
    /// themselves; a line for each request
    /// without a key would let strangers fill the log.
    /// </summary>
    private static readonly (string Category, LogLevel Level)[] Defaults =
    [
        ("Microsoft.AspNetCore", LogLevel.Warning),
        ("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None),
        ("MassTransit", LogLevel.Warning),
        ("Messaging.AspNetCore.Security", LogLevel.Warning),
    ];

    /// <summary>Replaces the framework's logs.</summary>
    /// <exception cref="OptionsValidationException"><c>Logging:Format</c> is neither <c>json</c> nor <c>text</c>.</exception>
    public static void AddServiceLogging(this IHostApplicationBuilder builder)
    {
        var format = FormatOf(builder.Configuration);
        builder.Logging.ClearProviders();
        // Before what is configured, which is to win.
        builder.Services.Configure<LoggerFilterOptions>(filter =>
        {
            foreach (var (category, level) in Defaults)
            {
                filter.Rules.Insert(0, new LoggerFilterRule(null, category, level, null));
            }
        });
        builder.Logging.Configure(
            factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        builder.Logging.AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>();
        builder.Logging.AddConsoleFormatter<TextLogFormatter, ConsoleFormatterOptions>();
        builder.Logging.AddConsole(
            console => console.FormatterName = format == LogFormat.Json ? JsonLogFormatter.FormatterName : TextLogFormatter.FormatterName);
    }

    private static LogFormat FormatOf(IConfiguration configuration) => configuration[Setting] switch
    {
        null or "" => configuration.GetValue<bool>("DOTNET_RUNNING_IN_CONTAINER") ? LogFormat.Json : LogFormat.Text,
        var text when Enum.TryParse<LogFormat>(text, ignoreCase: true, out var format)
            && Enum.IsDefined(format)
            && !int.TryParse(text, out _) => format,
        var text => throw new OptionsValidationException(Setting, typeof(LogFormat), [$"{Setting} is '{text}'; it must be json or text."]),
    };
}

/// <summary>How log entries are written to standard output.</summary>
public enum LogFormat
{
    /// <summary>One JSON object per line, for machines.</summary>
    Json,

    /// <summary>One line of text, for people at a terminal.</summary>
    Text,
}
