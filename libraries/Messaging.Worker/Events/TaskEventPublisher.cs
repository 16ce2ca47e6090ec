using System.Diagnostics;
using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Batching;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Tracing;
using Messaging.Tasks;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Messaging.Worker.Events;

/// <summary>
/// Sends lifecycle events to StatusQuery, many in one message, and completes when the broker has confirmed them. A batch the broker does
/// not take is
/// sent again until it does: the commands it tells of stay unacknowledged meanwhile, so nothing is lost should the worker die.
/// </summary>
internal sealed class TaskEventPublisher : IAsyncDisposable
{
    private const int MaxMessageBytes = 1024 * 1024;
    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(5);

    private readonly IBus _bus;
    private readonly IQueueRoutes _routes;
    private readonly ILogger<TaskEventPublisher> _logger;
    private readonly Coalescer<EventBatch, bool> _coalescer;
    private readonly ResiliencePipeline _pipeline;
    private readonly CancellationTokenSource _giveUp;

    public TaskEventPublisher(
        IBus bus, IQueueRoutes routes, CoalescerMonitor monitor, TimeProvider clock, ILogger<TaskEventPublisher> logger)
    {
        _bus = bus;
        _routes = routes;
        _logger = logger;
        _giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _coalescer = new Coalescer<EventBatch, bool>(
            Flush, batch =>
                batch.Weight, new CoalescerOptions
                {
                    Name = "events",
                    MaxFlushWeight = MaxMessageBytes,
                    Spans = new CoalescerSpans("publish events", $"send {QueueNames.Events}", ActivityKind.Producer),
                }, monitor);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = new SteadyClock(clock) }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(3),
                ShouldHandle = arguments =>
                    ValueTask.FromResult(arguments.Outcome.Exception is not null && !_giveUp.IsCancellationRequested),
                OnRetry = LogRetry,
            })
            .AddTimeout(ConfirmTimeout)
            .Build();
    }

    /// <summary>Sends events, in one message if there are several. Completes when the broker has them.</summary>
    public Task Publish(params TaskEvent[] events) => _coalescer.Append(new EventBatch(events, []), CancellationToken.None);

    /// <summary>Sends lines of a task's log, in one message. Completes when the broker has them.</summary>
    public Task Publish(IReadOnlyList<TaskLogged> lines) => _coalescer.Append(new EventBatch([], lines), CancellationToken.None);

    /// <summary>
    /// Sends what is waiting; gives up on a broker that does not answer within seconds, which leaves the commands unacknowledged.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _giveUp.CancelAfter(FarewellTimeout);
        await _coalescer.DisposeAsync();
        _giveUp.Dispose();
    }

    private async Task<IReadOnlyList<bool>> Flush(IReadOnlyList<EventBatch> batch)
    {
        var lines = batch.SelectMany(item => item.Lines).ToArray();
        var message = batch.SelectMany(item => item.Events).ToArray().Fold() with { Logged = lines.Length > 0 ? lines : null };
        TaskTracing.Current?.SetOperation("send", QueueNames.Events);
        await _pipeline.ExecuteAsync(async token => await Send(message, token).WaitAsync(token), _giveUp.Token);
        return new bool[batch.Count];
    }

    private async Task Send(TaskEvents message, CancellationToken cancellationToken) =>
        await _bus.SendToQueue(_routes, QueueNames.Events, await _routes.To(QueueNames.Events, cancellationToken), message);

    private ValueTask LogRetry(OnRetryArguments<object> arguments)
    {
        if (arguments.AttemptNumber == 0)
        {
            _logger.LogWarning(arguments.Outcome.Exception, "The broker does not take lifecycle events; they are sent again until it does");
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>What is to travel together: lifecycle events, and lines of log, which no row holds.</summary>
internal readonly record struct EventBatch(IReadOnlyList<TaskEvent> Events, IReadOnlyList<TaskLogged> Lines)
{
    /// <summary>Roughly how many bytes it takes on the wire.</summary>
    public int Weight => Events.Sum(EventWeight.Of) + Lines.Sum(EventWeight.Of);
}
