namespace Messaging.EndToEnd.Tests.Processes;

/// <summary>A broker and a store that a test may stop.</summary>
public sealed class OwnServers : IAsyncLifetime
{
    internal LocalServer RabbitMq { get; } = LocalServer.RabbitMq();

    internal LocalServer Redis { get; } = LocalServer.Redis();

    public async ValueTask InitializeAsync() => await Task.WhenAll(RabbitMq.Start(), Redis.Start());

    public async ValueTask DisposeAsync()
    {
        await RabbitMq.DisposeAsync();
        await Redis.DisposeAsync();
    }

    internal async Task<TaskSystem> StartSystem(IReadOnlyDictionary<string, string>? settings = null) =>
        await TaskSystem.Start(await RabbitMq.Url(), await Redis.Url(), settings);
}
