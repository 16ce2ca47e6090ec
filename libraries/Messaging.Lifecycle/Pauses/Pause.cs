namespace Messaging.Lifecycle.Pauses;

/// <summary>A queue or task type of which nothing is to begin.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Name">Its name.</param>
/// <param name="PausedAt">Since when.</param>
/// <param name="By">Who paused it, at most 200 characters.</param>
/// <param name="Reason">Why, at most 500 characters.</param>
public sealed record Pause(PauseKind Kind, string Name, DateTimeOffset PausedAt, string? By = null, string? Reason = null)
{
    /// <summary>For people: that it is paused, by whom and why.</summary>
    public string Describe() => $"{(Kind == PauseKind.Queue ? "queue" : "type")} {Name} is paused{(By is null ? "" : $" by {By}")}{(Reason is null ? "" : $": {Reason}")}";
}
