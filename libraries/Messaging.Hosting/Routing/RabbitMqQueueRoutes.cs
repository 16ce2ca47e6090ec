using System.Collections.Concurrent;
using Messaging.RabbitMq;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.Hosting.Routing;

/// <summary>
/// Declares a queue, with its arguments, before it is first sent to: on a connection of its own, since a refused declaration closes the
/// channel
/// it was made on. Addresses name exchanges: for a queue address MassTransit would declare the queue again, without arguments.
/// </summary>
internal sealed class RabbitMqQueueRoutes(IOptions<RabbitMqOptions> options, BrokerAnswers answers) : IQueueRoutes, IAsyncDisposable
{
    private static readonly TimeSpan DeclareTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Uri> _known = new(StringComparer.Ordinal);
    private readonly RabbitMqConnector _connector = new(options, "topology");
    private readonly SemaphoreSlim _declaring = new(1);
    private IConnection? _connection;

    public ValueTask<Uri> To(string name, CancellationToken cancellationToken) =>
        _known.TryGetValue(name, out var address)
            ? ValueTask.FromResult(address)
            : new ValueTask<Uri>(DeclareOnce(name, cancellationToken));

    public void Forget(string name) => _known.TryRemove(name, out _);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        _declaring.Dispose();
    }

    private async Task<Uri> DeclareOnce(string name, CancellationToken cancellationToken)
    {
        await _declaring.WaitAsync(cancellationToken);
        try
        {
            if (!_known.TryGetValue(name, out var address))
            {
                await Declare(name);
                address = _known[name] = new Uri($"exchange:{name}");
                answers.Taken($"to declare {name}");
            }

            return address;
        }
        catch (Exception exception) when (exception is BrokerUnreachableException
            or AlreadyClosedException
            or OperationInterruptedException
            or OperationCanceledException
            or IOException
            or TimeoutException)
        {
            answers.Failed($"to declare {name}", exception);
            throw new BrokerUnavailableException(exception);
        }
        finally
        {
            _declaring.Release();
        }
    }

    private async Task Declare(string name)
    {
        using var timeout = new CancellationTokenSource(DeclareTimeout);
        if (_connection is not { IsOpen: true })
        {
            await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
            _connection = await _connector.Connect(timeout.Token);
        }

        await using var channel = await _connection.CreateChannelAsync(cancellationToken: timeout.Token);
        if (QueueNames.IsTaskQueue(name))
        {
            await Declare(channel, QueueNames.Poison, timeout.Token);
        }

        await Declare(channel, name, timeout.Token);
    }

    private static async Task Declare(IChannel channel, string name, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(
            name, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            name,
            durable: true,
            exclusive: false,
            autoDelete: false,
            QueueArguments.Of(name).ToDictionary(argument => argument.Key, argument => (object?)argument.Value),
            cancellationToken: cancellationToken);
        await channel.QueueBindAsync(name, name, "", cancellationToken: cancellationToken);
    }
}
