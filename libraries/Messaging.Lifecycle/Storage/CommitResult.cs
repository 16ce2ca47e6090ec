namespace Messaging.Lifecycle.Storage;

/// <summary>What became of a <see cref="RowChange"/>.</summary>
/// <param name="IsCommitted">Whether it was written.</param>
/// <param name="Current">When not: the row that is there instead; <see langword="null"/> when there is none.</param>
public readonly record struct CommitResult(bool IsCommitted, byte[]? Current)
{
    /// <summary>It was written.</summary>
    public static CommitResult Committed { get; } = new(true, null);
}
