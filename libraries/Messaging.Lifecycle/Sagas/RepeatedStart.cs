namespace Messaging.Lifecycle.Sagas;

/// <summary>
/// A start of an attempt whose command had been delivered before: the worker of an earlier delivery died with it, or lost its connection.
/// </summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Worker">The worker.</param>
/// <param name="Redeliveries">How often the command had been delivered before.</param>
/// <param name="AmongOthers">Whether other attempts ran beside it in the same worker.</param>
public sealed record RepeatedStart(DateTimeOffset StartedAt, string Worker, int Redeliveries, bool AmongOthers = false);
