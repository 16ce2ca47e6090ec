namespace Messaging.Bench.Measurements;

/// <summary>What <see cref="Growth"/> does.</summary>
/// <param name="Sizes">Finished tasks to store, smallest first.</param>
/// <param name="Throughput">How throughput is measured at each size, and with what batches the store is filled.</param>
/// <param name="Rate">Tasks per second while latency is measured.</param>
/// <param name="Seconds">How long latency and reads are measured.</param>
/// <param name="Connections">Connections that read.</param>
internal sealed record GrowthSettings(IReadOnlyList<int> Sizes, ThroughputSettings Throughput, int Rate, int Seconds, int Connections);
