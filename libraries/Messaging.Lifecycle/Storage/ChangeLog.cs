using System.Globalization;

namespace Messaging.Lifecycle.Storage;

/// <summary>The latest changes of rows within this process. Not safe for threads: its store locks.</summary>
internal sealed class ChangeLog
{
    private const int Kept = 4096;

    private readonly Queue<TaskChange> _changes = new();
    private long _forgotten;

    public void Add(TaskChange change)
    {
        _changes.Enqueue(change);
        if (_changes.Count > Kept)
        {
            _changes.Dequeue();
            _forgotten++;
        }
    }

    /// <exception cref="FormatException">It is no position.</exception>
    public TaskChanges Read(string? position, int limit)
    {
        var end = _forgotten + _changes.Count;
        var known = position is null ? end : long.Parse(position, NumberStyles.None, CultureInfo.InvariantCulture);
        TaskChange[] changes = [.. _changes.Skip((int)Math.Clamp(known - _forgotten, 0, _changes.Count)).Take(limit)];
        var next = Math.Max(known, _forgotten) + changes.Length;
        return new TaskChanges(changes, next.ToString(CultureInfo.InvariantCulture), known >= _forgotten && known <= end);
    }
}
