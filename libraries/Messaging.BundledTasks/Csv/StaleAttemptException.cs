namespace Messaging.BundledTasks.Csv;

/// <summary>Somebody else has gone on with the import. Retryable: should this have been the newest attempt after all, the next one takes over.</summary>
internal sealed class StaleAttemptException() : Exception("Another run of this task has gone on with the import; this one wrote nothing more.");
