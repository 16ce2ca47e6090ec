namespace Messaging.Chaos;

/// <summary>A task, and how it may end.</summary>
/// <param name="Id">Given by the caller, so that a submission whose answer was lost can be repeated; with a key another, which the answer
/// tells.</param>
/// <param name="Kind">What it goes through.</param>
/// <param name="Request">What is submitted.</param>
/// <param name="Ends">The states it may end in.</param>
/// <param name="Result">What it must have as its result, if it succeeds.</param>
/// <param name="Attempts">How many attempts it takes where nothing disturbs them; <see langword="null"/> when that depends on more.</param>
/// <param name="Wish">What is asked of it after its acceptance.</param>
/// <param name="Key">The idempotency key that it has in the place of an id.</param>
/// <param name="RepeatAfter">How long after its acceptance it is submitted again.</param>
internal sealed record PlannedTask(
    Guid Id,
    TaskKind Kind,
    object Request,
    IReadOnlyList<string> Ends,
    double? Result = null,
    int? Attempts = null,
    Wish? Wish = null,
    string? Key = null,
    TimeSpan? RepeatAfter = null);
