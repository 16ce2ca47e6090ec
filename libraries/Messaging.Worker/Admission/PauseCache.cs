using System.Collections.Frozen;
using Messaging.Lifecycle.Pauses;
using Messaging.Lifecycle.Storage;
using Messaging.Worker.Slots;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Admission;

/// <summary>What is paused, as this worker last read it. While it cannot be read, what was known stays.</summary>
internal sealed class PauseCache(IPauses pauses, WorkerSlots slots, ILogger<PauseCache> logger) : IDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private FrozenDictionary<string, Pause> _types = FrozenDictionary<string, Pause>.Empty;
    private bool _isAway;

    /// <summary>The pause of a task type, or <see langword="null"/>.</summary>
    public Pause? OfType(string name) => _types.GetValueOrDefault(name);

    /// <summary>Reads what is paused and acts on it.</summary>
    public async Task Refresh(CancellationToken cancellationToken)
    {
        // One after the other: an answer that was overtaken must not be the last one to count.
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var all = await pauses.List(cancellationToken);
            _types = all.Where(pause => pause.Kind == PauseKind.Type).ToFrozenDictionary(pause => pause.Name, StringComparer.Ordinal);
            slots.Pause(all.Where(pause => pause.Kind == PauseKind.Queue).Select(pause => pause.Name));
            _isAway = false;
        }
        catch (TaskStoreUnavailableException exception)
        {
            if (!_isAway)
            {
                logger.LogWarning(exception, "What is paused cannot be read; what was known stays");
            }

            _isAway = true;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();
}
