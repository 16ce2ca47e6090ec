using Messaging.Contracts;

namespace Messaging.Lifecycle.Catalog;

/// <summary>The task types that workers have told of. Every member throws <see cref="Storage.TaskStoreUnavailableException"/> when the store cannot be reached in time.</summary>
public interface ITaskCatalog
{
    /// <summary>Remembers task types; what was known under the same name is replaced.</summary>
    Task Register(IReadOnlyList<TaskType> types, CancellationToken cancellationToken);

    /// <summary>All task types, ordered by name.</summary>
    Task<IReadOnlyList<TaskType>> List(CancellationToken cancellationToken);
}
