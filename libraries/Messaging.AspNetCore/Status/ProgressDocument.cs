namespace Messaging.AspNetCore.Status;

/// <summary>Progress as callers see it.</summary>
internal sealed record ProgressDocument(double? Percent, string? Message);
