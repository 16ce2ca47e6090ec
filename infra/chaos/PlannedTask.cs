namespace Messaging.Chaos;

/// <summary>A task, and how it may end.</summary>
/// <param name="Id">Given by the caller, so that a submission whose answer was lost can be repeated.</param>
/// <param name="Kind">What it goes through.</param>
/// <param name="Request">What is submitted.</param>
/// <param name="Ends">The states it may end in.</param>
/// <param name="CancelAfter">How long after its acceptance it is cancelled.</param>
internal sealed record PlannedTask(Guid Id, TaskKind Kind, object Request, IReadOnlyList<string> Ends, TimeSpan? CancelAfter = null);
