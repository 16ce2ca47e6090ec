using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Messaging.Hosting.Telemetry;

/// <summary>
/// Logs that a collector is away, once until it is back, and whatever else is lost, once for each kind. The SDK's own diagnostics go to a
/// file or the
/// console past the log, with a line for every export that fails and none for the end of it.
/// </summary>
internal sealed class ExportFailureLog(ILogger<ExportFailureLog> logger) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private const string Sdk = "OpenTelemetry-Sdk";
    private const int LongestReason = 500;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _silentEndpoints = [];
    private readonly HashSet<(string Source, int Event)> _told = [];

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name is Exporter or Sdk)
        {
            // An export that went well is told as information.
            EnableEvents(eventSource, eventSource.Name == Exporter ? EventLevel.Informational : EventLevel.Warning);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        var hasFailed = eventData.Level <= EventLevel.Warning;
        if (eventData is { PayloadNames: ["endpoint" or "rawCollectorUri", ..], Payload: [var endpoint, ..] })
        {
            Log(hasFailed, $"{endpoint}", eventData);
        }
        else if (hasFailed && IsNew(eventData))
        {
            logger.LogWarning("OpenTelemetry: {Reason}", Reason(eventData));
        }
    }

    private void Log(bool hasFailed, string endpoint, EventWrittenEventArgs eventData)
    {
        int before, after;
        lock (_lock)
        {
            before = _silentEndpoints.Count;
            _ = hasFailed ? _silentEndpoints.Add(endpoint) : _silentEndpoints.Remove(endpoint);
            after = _silentEndpoints.Count;
        }

        if (before == 0 && after > 0)
        {
            logger.LogWarning(
                "Telemetry cannot be exported and is dropped until the collector takes it again. Tasks are not affected. {Reason}",
                Reason(eventData));
        }
        else if (before > 0 && after == 0)
        {
            logger.LogInformation("Telemetry is exported again to {Endpoint}", endpoint);
        }
    }

    private bool IsNew(EventWrittenEventArgs eventData)
    {
        lock (_lock)
        {
            return _told.Add((eventData.EventSource.Name, eventData.EventId));
        }
    }

    private static string Reason(EventWrittenEventArgs eventData)
    {
        object?[] parts = [.. (eventData.Payload ?? Enumerable.Empty<object?>()).Select(part => FirstLine($"{part}"))];
        var reason = eventData.Message is null
            ? string.Join(' ', parts)
            : string.Format(CultureInfo.InvariantCulture, eventData.Message, parts);
        return reason.Length <= LongestReason ? reason : reason[..LongestReason];
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd('\r');
}
