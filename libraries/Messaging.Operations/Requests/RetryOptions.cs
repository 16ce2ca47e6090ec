using System.Text.Json;

namespace Messaging.Operations.Requests;

/// <summary>How an ended task is to run again.</summary>
internal sealed record RetryOptions
{
    /// <summary>Who asks, and why.</summary>
    public OperatorNote Note { get; init; }

    /// <summary>Other arguments; <see langword="null"/> keeps those there are.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>When; <see langword="null"/> means at once.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Whether a task that has succeeded may run again too.</summary>
    public bool Force { get; init; }
}
