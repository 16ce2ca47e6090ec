using Messaging.Lifecycle.Pauses;

namespace Messaging.AspNetCore.Operations;

/// <summary>Something that is paused.</summary>
/// <param name="Kind"><c>queue</c> or <c>type</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="PausedAt">Since when.</param>
/// <param name="By">Who paused it.</param>
/// <param name="Reason">Why.</param>
internal sealed record PauseDocument(string Kind, string Name, DateTimeOffset PausedAt, string? By, string? Reason)
{
    public static PauseDocument Of(Pause pause) => new(pause.Kind == PauseKind.Queue ? "queue" : "type", pause.Name, pause.PausedAt, pause.By, pause.Reason);
}
