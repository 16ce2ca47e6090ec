namespace Messaging.Tasks.Policies;

/// <summary>
/// How much of a task type may run, counted over all workers. What may not begin yet is put off and comes back by itself; that uses none of
/// its attempts. While the store that counts
/// cannot be reached, limited tasks are put off too.
/// </summary>
public sealed record TaskLimit
{
    /// <summary>Attempts that run at a time: 1 to 10,000; <see langword="null"/> for any number. Default: <see langword="null"/>.</summary>
    public int? MaxConcurrent
    {
        get;
        init => field = value is null or (>= 1 and <= 10_000)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit lets 1 to 10,000 attempts run at a time.");
    }

    /// <summary>Attempts that begin within a period; <see langword="null"/> for any number. Default: <see langword="null"/>.</summary>
    public TaskRate? Rate { get; init; }

    /// <summary>
    /// Whether to count for each key (such as a customer) by itself instead of for the whole type; tasks without a key are counted
    /// together. With 1 at a time, that is mutual exclusion
    /// per key. Default: false.
    /// </summary>
    public bool PerKey { get; init; }

    /// <summary>Whether it limits anything.</summary>
    public bool IsEmpty => MaxConcurrent is null && Rate is null;
}
