using System.Text.Json;

namespace Messaging.Contracts;

/// <summary>An attempt has ended with a result.</summary>
public sealed record TaskSucceeded
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The worker's id.</summary>
    public required string Worker { get; init; }

    /// <summary>What the handler returned: any JSON value.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>W3C trace context of the attempt; <see langword="null"/> when nobody records it.</summary>
    public string? TraceParent { get; init; }
}
