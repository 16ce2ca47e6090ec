namespace Messaging.Lifecycle.Clocks;

/// <summary>The clock of the store, the one that all processes share.</summary>
public interface IStoreTime
{
    /// <summary>Asks the store what time it is.</summary>
    /// <exception cref="Storage.TaskStoreUnavailableException">The store cannot be reached in time.</exception>
    Task<DateTimeOffset> Read(CancellationToken cancellationToken);
}
