using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using MassTransit;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Loops;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle;
using Messaging.Tasks;
using Messaging.TestSupport;
using Messaging.Worker.Consumers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RabbitMQ.Client;

namespace Messaging.Worker.Tests.Consumers;

/// <summary>On the real broker, with a queue of the test's own, at a time that the test moves.</summary>
public sealed class ConsumeWatchdogTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    /// <summary>A look that takes longer may have been missed: it begins where the clock stood when the one before had ended.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    private readonly string _name = $"test-{Guid.NewGuid():N}";
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly ConcurrentQueue<int> _begun = [];
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IConnection _connection = null!;
    private IChannel _channel = null!;
    private IHost? _host;

    private string Queue => QueueNames.Task(_name);

    public async ValueTask InitializeAsync()
    {
        _connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync();
        _channel = await _connection.CreateChannelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        if (_host is not null)
        {
            var stopped = _host.StopAsync();
            await Eventually.Is(() =>
            {
                _clock.Advance(Step);
                return stopped.IsCompleted;
            });
            await stopped;
            await ((IAsyncDisposable)_host).DisposeAsync();
        }

        foreach (var name in new[] { Queue, _name })
        {
            await _channel.QueueDeleteAsync(name);
            await _channel.ExchangeDeleteAsync(name);
        }

        await _connection.DisposeAsync();
    }

    [Fact]
    public async Task A_worker_whose_consumer_the_broker_has_lost_takes_tasks_again_and_finishes_what_runs()
    {
        var consumer = new LostConsumer();
        await Start(consumer);
        using var restarts = new RestartCount(_name);
        // Deliveries know their consumer's tag only when the broker's word for it has been read.
        await Eventually.Is(() => _host!.Services.GetRequiredService<TaskQueueSubscriptions>().Endpoints.Single().IsConnected);
        await Send(1);
        await Eventually.Is(() => _begun.Contains(1));
        await consumer.Take(Queue);
        await Send(2);
        await Eventually.Is(async () => await _channel.MessageCountAsync(Queue) == 1);

        await Advance(() => Task.FromResult(restarts.Count == 1));

        await Eventually.Is(() => _begun.Contains(2));
        restarts.Count.ShouldBe(1);
        (await Health()).Status.ShouldBe(HealthStatus.Healthy);
        _end.SetResult();
        await Eventually.Is(async () => await _channel.MessageCountAsync(_name) >= 2);
        _begun.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_worker_that_cannot_consume_a_queue_is_not_ready_and_says_which_until_it_can()
    {
        // Somebody else has declared it, with other arguments: the broker refuses the worker's declaration.
        await _channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        await _channel.BasicPublishAsync("", Queue, body: default);
        await Start();
        (await Health()).Status.ShouldBe(HealthStatus.Healthy);

        await Advance(async () => (await Health()).Status == HealthStatus.Unhealthy);
        (await Health()).Description.ShouldNotBeNull()
            .ShouldMatch(
                $"^(There is no connection to|Nothing has been taken from) queue {Queue} since 2026-01-02T03:0.:..Z, although its "
                    + $"endpoint was started anew; 1 messages wait there");

        await _channel.QueueDeleteAsync(Queue);
        await Advance(async () => (await Health()).Status == HealthStatus.Healthy);
        await Advance(async () => await Consumers() > 0);
        await Send(1);
        await Eventually.Is(() => _begun.Contains(1));
    }

    private async Task Start(IReceiveObserver? observer = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
        [
            new(
                "ConnectionStrings:RabbitMq",
                TestServers.RabbitMq), new("Worker:Queues", _name), new("Worker:Concurrency", "2"), new("Worker:Name", _name),
        ]);
        builder.Services
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
            .AddSingleton<TimeProvider>(_clock)
            .AddSingleton<LoopMonitor>()
            .AddSingleton<Func<TaskContext, Task<object?>>>(Run)
            .AddInMemoryLedger()
            .AddRabbitMqBus(_name, WorkerServices.ConfigureBus)
            .AddWorker()
            .AddTask<ScriptedTask, JsonElement, object?>(builder.Configuration);
        var routes = builder.Services.Last(service => service.ServiceType == typeof(IQueueRoutes)).ImplementationType!;
        builder.Services.AddSingleton<IQueueRoutes>(
            provider => new PrivateEvents((IQueueRoutes)ActivatorUtilities.CreateInstance(provider, routes), _name));
        _host = builder.Build();
        if (observer is not null)
        {
            _host.Services.GetRequiredService<IBus>().ConnectReceiveObserver(observer);
        }

        await _host.StartAsync();
    }

    /// <summary>The first task runs until the test ends it.</summary>
    private async Task<object?> Run(TaskContext context)
    {
        _begun.Enqueue(context.Attempt);
        if (context.Attempt == 1)
        {
            await _end.Task;
        }

        return null;
    }

    private async Task Send(int attempt)
    {
        var bus = _host!.Services.GetRequiredService<IBus>();
        var endpoint = await bus.GetSendEndpoint(await _host.Services.GetRequiredService<IQueueRoutes>().To(Queue, CancellationToken.None));
        await endpoint.Send(RunningWorker.Command with { TaskId = Guid.NewGuid(), Attempt = attempt, Queue = _name });
    }

    private async Task<uint> Consumers()
    {
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            return await channel.ConsumerCountAsync(Queue);
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return 0;
        }
    }

    private async Task<HealthReportEntry> Health() =>
        (
            await _host!.Services.GetRequiredService<HealthCheckService>()
                .CheckHealthAsync(check => check.Name == "consuming")).Entries["consuming"];

    /// <summary>Lets time pass from look to look of the watchdog, and no faster, until something is so.</summary>
    private async Task Advance(Func<Task<bool>> condition)
    {
        var watchdog = _host!.Services.GetRequiredService<LoopMonitor>().Loops.Single(loop => loop.Name == "consume-watchdog");
        var advanced = TimeProvider.System.GetTimestamp();
        await Eventually.Is(async () =>
        {
            if (await condition())
            {
                return true;
            }

            if (watchdog.Age == TimeSpan.Zero || TimeProvider.System.GetElapsedTime(advanced) > LongestLook)
            {
                _clock.Advance(Step);
                advanced = TimeProvider.System.GetTimestamp();
            }

            return false;
        });
    }

    private sealed class RestartCount : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _count;

        public RestartCount(string queue)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "messaging.worker.endpoint.restarts")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                if (tags.ToArray().Contains(KeyValuePair.Create<string, object?>("task.queue", queue)))
                {
                    Interlocked.Add(ref _count, value);
                }
            });
            _listener.Start();
        }

        public long Count => Volatile.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}
