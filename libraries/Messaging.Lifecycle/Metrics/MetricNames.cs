using System.Collections.Concurrent;

namespace Messaging.Lifecycle.Metrics;

/// <summary>
/// The names that metrics may carry: anybody can submit any name to any queue, and every new one would be a new series. Task names are
/// those that workers have told of;
/// queues are the first that were seen. At most 200 of each: all others are <see cref="Other"/>.
/// </summary>
public sealed class MetricNames
{
    /// <summary>Most task names, and most queues.</summary>
    public const int Capacity = 200;

    /// <summary>Stands for every other name.</summary>
    public const string Other = "other";

    private const int LongestQueue = 64;

    private readonly BoundedNames _tasks = new();
    private readonly BoundedNames _queues = new();

    /// <summary>Takes in names of tasks that a worker can run.</summary>
    public void Learn(IEnumerable<string> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        foreach (var task in tasks)
        {
            _tasks.Holds(task);
        }
    }

    /// <summary>The value of the attribute <c>task.name</c>.</summary>
    public string OfTask(string? name) => name is not null && _tasks.Knows(name) ? name : Other;

    /// <summary>The value of the attribute <c>task.queue</c>.</summary>
    public string OfQueue(string? queue) => queue is { Length: > 0 and <= LongestQueue } && _queues.Holds(queue) ? queue : Other;

    private sealed class BoundedNames
    {
        private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.Ordinal);
        private readonly Lock _lock = new();
        private volatile bool _isFull;

        public bool Knows(string name) => _names.ContainsKey(name);

        /// <summary>Whether the name is known, or there was room for it.</summary>
        public bool Holds(string name)
        {
            if (_names.ContainsKey(name))
            {
                return true;
            }

            if (_isFull)
            {
                return false;
            }

            lock (_lock)
            {
                _isFull = _names.Count >= Capacity;
                return !_isFull && (_names.TryAdd(name, true) || Knows(name));
            }
        }
    }
}
