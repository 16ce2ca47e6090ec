namespace Messaging.Lifecycle.Storage;

/// <summary>
/// What a store has to say of one row: one of four answers. A reader says what it makes of each, so that none is forgotten.
/// </summary>
/// <typeparam name="T">What is read of the row.</typeparam>
public abstract record Reading<T>
{
    private Reading(Guid id) => Id = id;

    /// <summary>The task's id.</summary>
    public Guid Id { get; }

    /// <summary>Makes something of the answer, whichever it is.</summary>
    /// <param name="found">The row is there.</param>
    /// <param name="missing">There is no row; the argument tells whether there was one, whose retention has passed.</param>
    /// <param name="leftAlone">There is one that cannot be used: it cannot be decoded and is in quarantine, or a later release's
    /// layout.</param>
    /// <param name="unavailable">The store, or the part of it that holds the row, does not answer: to ask again later loses
    /// nothing.</param>
    public TResult Match<TResult>(
        Func<T, TResult> found,
        Func<bool, TResult> missing,
        Func<RowLeftAloneException, TResult> leftAlone,
        Func<TaskStoreUnavailableException, TResult> unavailable) => this switch
        {
            Found read => found(read.Value),
            Missing none => missing(none.IsGone),
            LeftAlone left => leftAlone(left.Reason),
            Unavailable away => unavailable(away.Failure),
            _ => throw new InvalidOperationException("There are four answers."),
        };

    /// <summary>Makes something of a row that must be usable, or of none. The other answers are thrown.</summary>
    /// <param name="found">The row is there.</param>
    /// <param name="missing">There is no row; the argument tells whether there was one, whose retention has passed.</param>
    /// <exception cref="RowLeftAloneException">The row cannot be used.</exception>
    /// <exception cref="TaskStoreUnavailableException">The store does not answer.</exception>
    public TResult Match<TResult>(Func<T, TResult> found, Func<bool, TResult> missing) =>
        Match(found, missing, reason => throw reason, failure => throw new TaskStoreUnavailableException(failure.Message, failure));

    /// <summary>The row is there.</summary>
    public sealed record Found(Guid Id, T Value) : Reading<T>(Id);

    /// <summary>There is no row.</summary>
    /// <param name="Id">The task's id.</param>
    /// <param name="IsGone">Whether there was one: its retention has passed, and a tombstone is left.</param>
    public sealed record Missing(Guid Id, bool IsGone) : Reading<T>(Id);

    /// <summary>There is a row that cannot be used, whoever asks and however often.</summary>
    public sealed record LeftAlone(Guid Id, RowLeftAloneException Reason) : Reading<T>(Id);

    /// <summary>The store, or the part of it that holds the row, does not answer.</summary>
    public sealed record Unavailable(Guid Id, TaskStoreUnavailableException Failure) : Reading<T>(Id);
}
