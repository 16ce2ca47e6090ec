using Messaging.Contracts;

namespace Messaging.Lifecycle.Catalog;

/// <summary>
/// The task types and queues that workers have told of. Every member throws <see cref="Storage.TaskStoreUnavailableException"/> when the
/// store cannot be reached in time.
/// </summary>
public interface ITaskCatalog
{
    /// <summary>Remembers task types; what was known under the same name is replaced.</summary>
    Task Register(IReadOnlyList<TaskType> types, CancellationToken cancellationToken);

    /// <summary>All task types, ordered by name.</summary>
    Task<IReadOnlyList<TaskType>> List(CancellationToken cancellationToken);

    /// <summary>Remembers the names of queues that workers serve, without prefix.</summary>
    Task RegisterQueues(IReadOnlyList<string> queues, CancellationToken cancellationToken);

    /// <summary>The names of all queues that any worker has ever told of, in no order.</summary>
    Task<IReadOnlyList<string>> ListQueues(CancellationToken cancellationToken);
}
