namespace Messaging.Hosting.Logging;

/// <summary>How log entries are written to standard output.</summary>
public enum LogFormat
{
    /// <summary>One JSON object per line, for machines.</summary>
    Json,

    /// <summary>One line of text, for people at a terminal.</summary>
    Text,
}
