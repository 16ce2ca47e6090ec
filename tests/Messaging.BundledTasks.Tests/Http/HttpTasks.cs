namespace Messaging.BundledTasks.Tests.Http;

/// <summary>Workers that may call this machine, without delays between tries.</summary>
internal static class HttpTasks
{
    public static WorkerTasks Create(params IEnumerable<(string Key, string? Value)> settings) =>
        new([("Tasks:Http:AllowPrivateNetworks", "true"), ("Tasks:Http:RetryDelay", "00:00:00"), .. settings]);
}
