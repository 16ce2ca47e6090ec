namespace Messaging.Lifecycle.Storage;

/// <summary>What somebody did to a row.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Header">The row's header since then.</param>
public readonly record struct TaskChange(Guid Id, TaskHeader Header);
