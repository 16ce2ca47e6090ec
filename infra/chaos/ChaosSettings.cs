namespace Messaging.Chaos;

/// <summary>What to do.</summary>
/// <param name="Tasks">Tasks to submit.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Rate">Tasks submitted per second.</param>
/// <param name="Patience">How long no task may end before those that are left count as stuck.</param>
/// <param name="SubmittedFile">Written when all are submitted.</param>
/// <param name="LongestDelay">The longest time that a task is made to wait, in seconds.</param>
/// <param name="IsDeadly">Whether some tasks kill the process that runs them.</param>
/// <param name="Enough">Ends the submitting before all are.</param>
internal sealed record ChaosSettings(
    int Tasks, int Seed, int Rate, TimeSpan Patience, FileInfo? SubmittedFile =
        null, int LongestDelay = 20, bool IsDeadly = false, Task? Enough = null);
