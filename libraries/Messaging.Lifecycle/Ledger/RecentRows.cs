using System.Diagnostics.CodeAnalysis;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Ledger;

/// <summary>
/// Stored rows that this process has seen lately and that may change again: the next event of such a task need not read its row first.
/// A row may be out of date; the commit notices and returns the present one.
/// </summary>
public sealed class RecentRows
{
    private const int LargestGeneration = 4 << 20;

    private readonly Lock _lock = new();
    private Dictionary<Guid, byte[]> _young = [];
    private Dictionary<Guid, byte[]> _old = [];
    private int _youngBytes;

    /// <summary>Keeps a row. The least recent ones go as more come: about 8 MiB are kept.</summary>
    /// <param name="id">The task.</param>
    /// <param name="stored">The row as it is stored.</param>
    public void Keep(Guid id, byte[] stored)
    {
        lock (_lock)
        {
            if (_youngBytes + stored.Length > LargestGeneration)
            {
                (_old, _young, _youngBytes) = (_young, [], 0);
            }

            _youngBytes += stored.Length;
            _young[id] = stored;
        }
    }

    /// <summary>Keeps a row, as <see cref="Keep(Guid, byte[])"/> does.</summary>
    public void Keep(TaskRow row) => Keep(row.Task.CorrelationId, row.Stored);

    /// <summary>Takes a row out.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(Guid id, [NotNullWhen(true)] out byte[]? stored)
    {
        lock (_lock)
        {
            return _young.Remove(id, out stored) | _old.Remove(id, out var older) ? (stored ??= older) is not null : false;
        }
    }
}
