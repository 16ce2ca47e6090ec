using System.Text.Json;
using Messaging.Contracts;

namespace Messaging.Client.Status;

/// <summary>A task as StatusQuery shows it. What later releases add is ignored.</summary>
public sealed record TaskDocument
{
    /// <summary>The task's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its state, such as <c>Running</c>: see <see cref="TaskStateNames"/>. A later release may know more.</summary>
    public required string State { get; init; }

    /// <summary>Its registered name.</summary>
    public string? Name { get; init; }

    /// <summary>The queue, without prefix.</summary>
    public string? Queue { get; init; }

    /// <summary>Its arguments.</summary>
    public JsonElement? Args { get; init; }

    /// <summary>Its result, once it has succeeded; <see langword="null"/> when the handler returned nothing.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why its latest attempt failed.</summary>
    public TaskError? Error { get; init; }

    /// <summary>The latest attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts there may be.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>When it was first heard of.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it is due, while it waits for that.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When an attempt first began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The worker that has it, or had it last.</summary>
    public string? Worker { get; init; }

    /// <summary>The id of its trace.</summary>
    public string? TraceId { get; init; }

    /// <summary>Whether the task has ended, whatever its end.</summary>
    public bool HasEnded => State is TaskStateNames.Succeeded or TaskStateNames.Failed or TaskStateNames.Canceled or TaskStateNames.Expired;
}
