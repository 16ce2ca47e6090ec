namespace Messaging.Contracts;

/// <summary>The broker has confirmed the <see cref="RunTask"/> of an attempt.</summary>
public sealed record TaskEnqueued
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt that was sent.</summary>
    public required int Attempt { get; init; }

    /// <summary>When the broker confirmed it.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }
}
