using System.Text.Json;
using System.Text.Json.Serialization;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Failures;

/// <summary>Lets all tasks run again that had failed of one cause by a certain time: some first, then the others at a rate.</summary>
public sealed record FailureReplay
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Counts its changes, from 1; 0 before it is stored.</summary>
    public long Version { get; init; }

    /// <summary>The cause, see <see cref="FailureFingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Tasks per second.</summary>
    public required double Rate { get; init; }

    /// <summary>How many tasks run first, and alone.</summary>
    public required int Canary { get; init; }

    /// <summary>Who asked for it.</summary>
    public string? By { get; init; }

    /// <summary>When it was asked for, in milliseconds. What failed later is not meant.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; <see langword="null"/> while it has not.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How far it is.</summary>
    public ReplayState State { get; init; }

    /// <summary>Why it ended early, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>How many tasks had failed of the cause when it was asked for.</summary>
    public long Planned { get; init; }

    /// <summary>How many tasks run again so far.</summary>
    public int Replayed { get; init; }

    /// <summary>The tasks that run first, once they are chosen.</summary>
    public IReadOnlyList<ReplayedTask> Canaries { get; init; } = [];

    /// <summary>The place in the list of failed tasks that was reached, see <see cref="Storage.TaskCursor"/>.</summary>
    public string? Cursor { get; init; }

    /// <summary>Up to when its rate is used up.</summary>
    public DateTimeOffset PacedUntil { get; init; }

    /// <summary>Until when a process works on it; <see langword="null"/> when none does.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>What a later release noted and this one does not know: it stays.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? UnknownMembers { get; init; }

    /// <summary>Whether there is nothing more to do.</summary>
    public bool HasEnded => State is not (ReplayState.Canary or ReplayState.Running);
}
