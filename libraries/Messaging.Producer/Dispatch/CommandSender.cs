using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Logging;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Tracing;
using Messaging.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Messaging.Producer.Dispatch;

/// <summary>
/// Sends commands to the broker and waits for its confirm, within a time. While the broker does not answer, a circuit breaker spares
/// callers the wait.
/// </summary>
internal sealed class CommandSender : IDisposable
{
    private const int MaxUnconfirmed = 1000;

    private readonly IBus _bus;
    private readonly IQueueRoutes _routes;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;
    private readonly SemaphoreSlim _unconfirmed = new(MaxUnconfirmed);

    public CommandSender(
        IBus bus, IQueueRoutes routes, IOptions<ProducerOptions> options, TimeProvider clock, ILogger<CommandSender> logger)
    {
        _bus = bus;
        _routes = routes;
        _logger = logger;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = new SteadyClock(clock) }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.9,
                MinimumThroughput = 4,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = TimeSpan.FromSeconds(2),
            })
            .AddTimeout(options.Value.ConfirmTimeout)
            .Build();
    }

    /// <summary>
    /// Whether the broker has confirmed the command. After a no it may still arrive there: the worker drops what it has seen.
    /// </summary>
    public async Task<bool> TrySend(RunTask command, CancellationToken cancellationToken)
    {
        using var span = DispatchSpans.StartSend(ref command);
        var isConfirmed = await TryConfirm(command, cancellationToken);
        if (!isConfirmed)
        {
            span?.SetError("unconfirmed", "The broker did not confirm the command in time.");
        }

        return isConfirmed;
    }

    public void Dispose() => _unconfirmed.Dispose();

    private async Task<bool> TryConfirm(RunTask command, CancellationToken cancellationToken)
    {
        try
        {
            // The wait is bounded outside of the send: its token would reach the client library, which a cancelled publish can damage.
            await _pipeline.ExecuteAsync(async token => await Send(command, token).WaitAsync(token), cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutRejectedException or BrokenCircuitException or BrokerUnavailableException)
        {
            return false;
        }
#pragma warning disable CA1031 // Whatever the client libraries throw when a connection dies under a publish: the row keeps the command, and the relay sends it.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            using var scope = _logger.BeginScope(new TaskScope(command));
            _logger.LogWarning(exception, "The command of task {TaskId} was not confirmed", command.TaskId);
            return false;
        }
    }

    private async Task Send(RunTask command, CancellationToken cancellationToken)
    {
        var queue = QueueNames.Task(command.Queue);
        var address = await _routes.To(queue, cancellationToken);
        await _unconfirmed.WaitAsync(cancellationToken);
        try
        {
            await _bus.SendToQueue(_routes, queue, address, command);
        }
        finally
        {
            _unconfirmed.Release();
        }
    }
}
