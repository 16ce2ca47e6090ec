using Messaging.RabbitMq;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.Hosting.Routing;

/// <summary>
/// Asks by passive declarations, on a connection of its own: what holds up the bus does not hold up this, and asking for an unknown queue
/// closes the channel.
/// </summary>
internal sealed class RabbitMqQueueDepths(IOptions<RabbitMqOptions> options, BrokerAnswers answers) : IQueueDepths, IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly RabbitMqConnector _connector = new(options, "watchdog");
    private readonly SemaphoreSlim _asking = new(1);
    private IConnection? _connection;

    public Task<IReadOnlyDictionary<string, long>> Ready(IReadOnlyCollection<string> queues, CancellationToken cancellationToken) =>
        AskInTime(queues, queue => queue.MessageCount, cancellationToken);

    public Task<IReadOnlyDictionary<string, long>> Consumers(IReadOnlyCollection<string> queues, CancellationToken cancellationToken) =>
        AskInTime(queues, queue => queue.ConsumerCount, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Disconnect();
        _asking.Dispose();
    }

    private static bool IsAway(Exception exception) =>
        exception is BrokerUnreachableException
            or AlreadyClosedException
            or OperationInterruptedException
            or OperationCanceledException
            or IOException
            or TimeoutException;

    private async Task<IReadOnlyDictionary<string, long>> AskInTime(
        IReadOnlyCollection<string> queues, Func<QueueDeclareOk, long> read, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Longest);
        try
        {
            return await Ask(queues, read, timeout.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && IsAway(exception))
        {
            await Disconnect();
            answers.Failed(BrokerAnswers.Connection, exception);
            throw new BrokerUnavailableException(exception);
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<IReadOnlyDictionary<string, long>> Ask(
        IReadOnlyCollection<string> queues, Func<QueueDeclareOk, long> read, CancellationToken cancellationToken)
    {
        if (_connection is not { IsOpen: true })
        {
            await Disconnect();
            _connection = await _connector.Connect(cancellationToken);
            answers.Taken(BrokerAnswers.Connection);
        }

        var told = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var queue in queues)
        {
            await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
            try
            {
                told[queue] = read(await channel.QueueDeclarePassiveAsync(queue, cancellationToken));
            }
            catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
            {
                // Nobody has declared it yet, or somebody has deleted it.
            }
        }

        return told;
    }

    private async Task Disconnect()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }
}
