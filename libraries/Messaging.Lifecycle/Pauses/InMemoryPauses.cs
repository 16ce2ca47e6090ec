namespace Messaging.Lifecycle.Pauses;

/// <summary>Remembers pauses in this process.</summary>
public sealed class InMemoryPauses : IPauses
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(PauseKind Kind, string Name), Pause> _pauses = [];

    /// <inheritdoc/>
    public Task<bool> Put(Pause pause, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var key = (pause.Kind, pause.Name);
            if (_pauses.Count >= IPauses.Capacity && !_pauses.ContainsKey(key))
            {
                return Task.FromResult(false);
            }

            _pauses[key] = pause;
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<bool> Remove(PauseKind kind, string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_pauses.Remove((kind, name)));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Pause>> List(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<Pause>>(
                [.. _pauses.Values.OrderBy(pause => pause.Kind).ThenBy(pause => pause.Name, StringComparer.Ordinal)]);
        }
    }
}
