namespace Messaging.StatusQuery.Http;

/// <summary>An error without its stack.</summary>
internal sealed record ErrorSummary(string Type, string Message);
