using Messaging.Contracts;

namespace Messaging.Lifecycle.Workers;

/// <summary>The latest word of a worker.</summary>
/// <param name="Heartbeat">What it told. Its times are by the worker's clock.</param>
/// <param name="HeardAt">When it was received, by the clock of who received it.</param>
public sealed record WorkerPresence(WorkerHeartbeat Heartbeat, DateTimeOffset HeardAt);
