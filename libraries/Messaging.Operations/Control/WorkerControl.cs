using Messaging.Contracts;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Workers;

namespace Messaging.Operations.Control;

/// <summary>Tells single workers what to do.</summary>
internal sealed class WorkerControl(IWorkerDirectory directory, Broadcaster broadcaster)
{
    /// <summary>Tells a worker to be <c>quiet</c>, to <c>resume</c> or to <c>drain</c>. Repeating it is harmless.</summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached: the worker was not told.</exception>
    public async Task<WorkerControlOutcome> Tell(string worker, string action, string? by, CancellationToken cancellationToken)
    {
        if (await directory.Find(worker, cancellationToken) is null)
        {
            return WorkerControlOutcome.Unknown;
        }

        return await broadcaster.Publish(new ControlWorker { Worker = worker, Action = action, By = by })
            ? WorkerControlOutcome.Told
            : WorkerControlOutcome.Unconfirmed;
    }
}

/// <summary>What became of an order to a worker.</summary>
internal enum WorkerControlOutcome
{
    /// <summary>The broker has it.</summary>
    Told,

    /// <summary>No such worker has been heard of lately.</summary>
    Unknown,

    /// <summary>The broker has not confirmed in time; the worker may be told later.</summary>
    Unconfirmed,
}
