namespace Messaging.Lifecycle.Storage;

/// <summary>What became of a <see cref="RowChange"/>.</summary>
/// <param name="IsCommitted">Whether it was written.</param>
/// <param name="Current">When not: the row that is there instead; <see langword="null"/> when there is none.</param>
/// <param name="Failure">Why its part of the store could not be reached: the change may have been written or not. <see langword="null"/> when it answered.</param>
public readonly record struct CommitResult(bool IsCommitted, byte[]? Current, TaskStoreUnavailableException? Failure = null)
{
    /// <summary>It was written.</summary>
    public static CommitResult Committed { get; } = new(true, null);

    /// <summary>Nobody knows whether it was written.</summary>
    public static CommitResult Unknown(TaskStoreUnavailableException failure) => new(false, null, failure);
}
