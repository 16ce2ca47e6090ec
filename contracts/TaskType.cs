using System.Text.Json;

namespace Messaging.Contracts;

/// <summary>What a submitter needs to know of a task type.</summary>
public sealed record TaskType
{
    /// <summary>Registered name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in one sentence.</summary>
    public string? Description { get; init; }

    /// <summary>JSON Schema (the subset that .NET's JsonSchemaExporter writes) of its arguments.</summary>
    public JsonElement? ArgumentsSchema { get; init; }

    /// <summary>Attempts it makes unless the submitter says otherwise.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>How long one attempt may run unless the submitter says otherwise.</summary>
    public TimeSpan? TimeLimit { get; init; }
}
