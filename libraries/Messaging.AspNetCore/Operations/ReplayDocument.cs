using Messaging.Lifecycle.Failures;

namespace Messaging.AspNetCore.Operations;

/// <summary>A replay of failed tasks, as callers see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Fingerprint">The cause that the tasks had failed of.</param>
/// <param name="State">How far it is.</param>
/// <param name="Reason">Why it ended early.</param>
/// <param name="Rate">Tasks per second.</param>
/// <param name="Canary">How many tasks run first, and alone.</param>
/// <param name="Planned">How many tasks had failed when it was asked for.</param>
/// <param name="Replayed">How many run again so far.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Canaries">The tasks that run first.</param>
internal sealed record ReplayDocument(
    Guid Id,
    string Fingerprint,
    ReplayState State,
    string? Reason,
    double Rate,
    int Canary,
    long Planned,
    int Replayed,
    string? By,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyList<Guid> Canaries)
{
    public static ReplayDocument Of(FailureReplay replay) => new(
        replay.Id,
        replay.Fingerprint,
        replay.State,
        replay.Reason,
        replay.Rate,
        replay.Canary,
        replay.Planned,
        replay.Replayed,
        replay.By,
        replay.StartedAt,
        replay.FinishedAt,
        [.. replay.Canaries.Select(canary => canary.Id)]);
}
