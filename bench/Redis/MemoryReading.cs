namespace Messaging.Bench.Redis;

/// <summary>What a Redis holds.</summary>
/// <param name="UsedBytes"><c>used_memory</c>: all it has allocated.</param>
/// <param name="Keys"><c>DBSIZE</c>.</param>
internal readonly record struct MemoryReading(long UsedBytes, long Keys);
