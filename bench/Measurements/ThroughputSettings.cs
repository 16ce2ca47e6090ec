namespace Messaging.Bench.Measurements;

/// <summary>What <see cref="Throughput"/> does.</summary>
/// <param name="Tasks">Tasks that count.</param>
/// <param name="Batch">Tasks in one request.</param>
/// <param name="Callers">Requests at the same time.</param>
/// <param name="WarmUp">Tasks before, which do not count.</param>
/// <param name="Sample">Tasks whose results are fetched and checked.</param>
internal sealed record ThroughputSettings(int Tasks, int Batch, int Callers, int WarmUp, int Sample);
