namespace Messaging.StatusQuery.Http;

/// <summary>Progress as callers see it.</summary>
internal sealed record ProgressDocument(double? Percent, string? Message);
