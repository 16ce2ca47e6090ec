namespace Messaging.Lifecycle.Failures;

/// <summary>A task that runs again.</summary>
/// <param name="Id">The task.</param>
/// <param name="Attempt">The attempt that it runs again as.</param>
public sealed record ReplayedTask(Guid Id, int Attempt);
