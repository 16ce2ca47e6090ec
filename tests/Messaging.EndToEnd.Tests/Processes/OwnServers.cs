using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

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

    internal async Task<TaskSystem> StartSystem(IReadOnlyDictionary<string, string>? settings = null)
    {
        await ForgetMessages();
        return await TaskSystem.Start(await RabbitMq.Url(), await Redis.Url(), settings);
    }

    /// <summary>
    /// What a system before has left in the broker is nobody's: in the next it would make rows that none of its tests knows.
    /// </summary>
    private async Task ForgetMessages()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(await RabbitMq.Url()) }.CreateConnectionAsync();
        foreach (var queue in (string[])["task-events", "tasks.default"])
        {
            // A channel for each: to purge what nobody has declared yet closes it.
            await using var channel = await connection.CreateChannelAsync();
            try
            {
                await channel.QueuePurgeAsync(queue);
            }
            catch (OperationInterruptedException)
            {
            }
        }
    }
}
