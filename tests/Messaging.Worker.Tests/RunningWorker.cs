using System.Text.Json;
using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Loops;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Clocks;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Tasks;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;
using Messaging.Worker.Execution;
using Messaging.Worker.Slots;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Worker.Tests;

/// <summary>
/// A worker with a bus and a ledger in memory, whose events reach the ledger as they do in production, at a time that stands still.
/// </summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    public const string Name = "worker-1";

    private readonly IHost _host;

    private RunningWorker(IHost host)
    {
        _host = host;
        Clock = Get<FakeTimeProvider>();
    }

    public static Guid TaskId { get; } = Guid.Parse("0198c0de-0000-7000-8000-000000000001");

    public static RunTask Command =>
        new() { TaskId = TaskId, Name = ScriptedTask.Name, Arguments = JsonSerializer.SerializeToElement(new { }) };

    public ObservedBroker Broker { get; } = new();

    public FakeTimeProvider Clock { get; }

    public static Task<RunningWorker> Start(params (string Key, string Value)[] settings) =>
        Start(_ => Task.FromResult<object?>(null), settings);

    public static Task<RunningWorker> Start(Func<TaskContext, Task<object?>> script, params (string Key, string Value)[] settings) =>
        Start(script, clock => clock, settings);

    /// <summary>Starts a worker whose store has not told yet what time it is.</summary>
    public static async Task<(RunningWorker Worker, StoreClock Time)> StartBeforeStore(Func<TaskContext, Task<object?>> script)
    {
        var worker = await Start(script, clock => new StoreClock(clock), []);
        return (worker, (StoreClock)worker.Get<TimeProvider>());
    }

    private static async Task<RunningWorker> Start(
        Func<TaskContext, Task<object?>> script, Func<FakeTimeProvider, TimeProvider> clock, (string Key, string Value)[] settings)
    {
        var machine = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            [new("Worker:Name", Name), .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))]);
        builder.Services
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
            .AddSingleton(machine)
            .AddSingleton(clock(machine))
            .AddSingleton<LoopMonitor>()
            .AddSingleton(script)
            .AddInMemoryLedger()
            .AddInMemoryBus(
                WorkerServices.ConfigureBus,
                bus => bus.AddConsumer<LedgerConsumer>().Endpoint(endpoint => endpoint.Name = QueueNames.Events))
            .AddWorker()
            .AddTask<ScriptedTask, JsonElement, object?>(builder.Configuration)
            .AddTask<TypedTask, TypedTask.Arguments, int>(builder.Configuration);
        var worker = new RunningWorker(builder.Build());
        try
        {
            worker.Get<IBus>().ConnectSendObserver(worker.Broker);
            await worker._host.StartAsync();
            return worker;
        }
        catch
        {
            // What did not start cannot be stopped.
            await ((IAsyncDisposable)worker._host).DisposeAsync();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Gives the worker a command as Producer does.</summary>
    public async Task Send(RunTask command)
    {
        var endpoint = await Get<IBus>().GetSendEndpoint(new Uri($"queue:{QueueNames.Task(command.Queue)}"));
        await endpoint.Send(command);
    }

    /// <summary>Runs a command as its consumer does.</summary>
    public async Task Execute(RunTask command, TaskSlots? slots = null, int redeliveries = 0)
    {
        // Not disposed: an attempt that is claimed goes on after this.
        await Get<TaskExecutor>().Execute(command, slots ?? TaskSlots.Alone(100), redeliveries);
    }

    /// <summary>Lets time pass until the broker has been told that something runs.</summary>
    public Task IsToldOfStart() => Eventually.Is(() =>
    {
        Clock.Advance(TimeSpan.FromMilliseconds(20));
        return Broker.Events.OfType<TaskStarted>().Any();
    });

    /// <summary>What is known before the command comes.</summary>
    public Task Know(params IReadOnlyList<TaskEvent> events) => Get<LedgerWriter>().Write(events, CancellationToken.None);

    public async Task<TaskState?> State(Guid id) =>
        (await Get<IRowStore>().Load([id], CancellationToken.None))[0] is { } row ? TaskRowCodec.Decode(id, row)?.State : null;

    public async ValueTask DisposeAsync()
    {
        Broker.BeforeEvents = null;
        var end = End();
        // What still waits, such as events that a failed test has kept from the broker, waits by the clock.
        await Eventually.Is(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            return end.IsCompleted;
        });
        await end;
    }

    private async Task End()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private sealed class LedgerConsumer(LedgerWriter ledger) : IConsumer<TaskEvents>
    {
        public Task Consume(ConsumeContext<TaskEvents> context) => ledger.Write([.. context.Message.Unfold()], CancellationToken.None);
    }
}
