namespace Messaging.Contracts;

/// <summary>The answer to a <see cref="SubmitTask"/> that asked for one: the task is durable, now or since it was sent before.</summary>
public sealed record TaskAccepted
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>Where it stands, such as <c>Queued</c>.</summary>
    public required string State { get; init; }

    /// <summary>Where to ask for it over HTTP; a path alone when the address is not known.</summary>
    public string? StatusUrl { get; init; }
}
