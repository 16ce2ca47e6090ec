using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Pauses;
using Messaging.Lifecycle.Storage;

namespace Messaging.Operations.Control;

/// <summary>Pauses and resumes queues and task types, and tells workers of it.</summary>
internal sealed class PauseControl(IPauses pauses, Broadcaster broadcaster, TimeProvider clock)
{
    private const int MaxTypeName = 100;

    /// <summary>What is wrong with a name that cannot be paused, in a sentence; <see langword="null"/> when it can.</summary>
    public static string? FaultOf(PauseKind kind, string name) => kind switch
    {
        PauseKind.Queue when QueueNames.IsValidTaskQueue(name) => null,
        PauseKind.Queue => "Must be 1 to 64 lower-case letters, digits, dots, hyphens and underscores.",
        _ when name.Length <= MaxTypeName => null,
        _ => $"Must be 1 to {MaxTypeName} characters.",
    };

    /// <summary>What is paused.</summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public Task<IReadOnlyList<Pause>> List(CancellationToken cancellationToken) => pauses.List(cancellationToken);

    /// <summary>Pauses a queue or a task type.</summary>
    /// <returns>The pause; <see langword="null"/> when as much is paused as can be, see <see cref="IPauses.Capacity"/>.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached: whether anything was changed is not known.</exception>
    public async Task<Pause?> Pause(PauseKind kind, string name, OperatorNote note, CancellationToken cancellationToken)
    {
        var pause = new Pause(kind, name, clock.GetUtcNow(), note.By, note.Reason);
        if (!await pauses.Put(pause, cancellationToken))
        {
            return null;
        }

        await Announce();
        return pause;
    }

    /// <summary>Resumes a queue or a task type.</summary>
    /// <returns>Whether it was paused.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached: whether anything was changed is not known.</exception>
    public async Task<bool> Resume(PauseKind kind, string name, CancellationToken cancellationToken)
    {
        if (!await pauses.Remove(kind, name, cancellationToken))
        {
            return false;
        }

        await Announce();
        return true;
    }

    // Whether the broker takes it or not: workers look by themselves every few seconds.
    private Task<bool> Announce() => broadcaster.Publish(new PausesChanged { ChangedAt = clock.GetUtcNow() });
}
