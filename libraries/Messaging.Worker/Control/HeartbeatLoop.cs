using System.Reflection;
using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Clocks;
using Messaging.Lifecycle.Processes;
using Messaging.Tasks.Registration;
using Messaging.Tasks.Running;
using Messaging.Worker.Execution;
using Messaging.Worker.Slots;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Control;

/// <summary>Tells every 5 seconds that this worker is alive and what it does, and at the end that it has stopped in order.</summary>
internal sealed class HeartbeatLoop(
    IBus bus,
    WorkerIdentity worker,
    WorkerControl control,
    WorkerSlots slots,
    RunningAttempts attempts,
    TaskExecutor executor,
    TaskRunner runner,
    TaskRegistry registry,
    LoopMonitor monitor,
    TimeProvider clock,
    ILogger<HeartbeatLoop> logger)
    : BackgroundLoop("heartbeat", TimeSpan.FromSeconds(5), monitor, clock, logger)
{
    private const int MaxListed = 100;

    /// <summary>A heartbeat that has waited longer in the broker would tell of a worker that may be gone by now.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(2);
    private static readonly IPipe<PublishContext<WorkerHeartbeat>> Perishable = Pipe.Execute<PublishContext<WorkerHeartbeat>>(
        context => context.TimeToLive = Life);
    private static readonly string? Version = typeof(
        HeartbeatLoop).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    private readonly long _started = clock.GetTimestamp();
    private DateTimeOffset? _startedAt;
    private Task _publishing = Task.CompletedTask;
    private DateTimeOffset _sentAt;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Best effort: without this heartbeat the worker is shown as lost.
        await bus.Publish(Heartbeat("stopped"), Perishable, CancellationToken.None)
            .WaitAsync(FarewellTimeout, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task<bool> Execute(CancellationToken cancellationToken)
    {
        // Before the store has told the time, heartbeats would be dated by another; and what the broker has not taken yet is not followed
        // by more of the same.
        if (Clock is not StoreClock { IsKnown: false } && _publishing.IsCompleted)
        {
            _publishing = bus.Publish(Heartbeat(control.State), Perishable, CancellationToken.None);
        }

        await _publishing.WaitAsync(SendTimeout, Clock, cancellationToken);
        return false;
    }

    /// <summary>
    /// Whoever receives a heartbeat drops it when it knows of a later one: also where the clock is set back, heartbeats have to go on.
    /// </summary>
    private static DateTimeOffset Later(DateTimeOffset now, DateTimeOffset last) => now > last ? now : last.AddMilliseconds(1);

    private WorkerHeartbeat Heartbeat(string state)
    {
        var running = attempts.All;
        _startedAt ??= Clock.GetUtcNow() - Clock.GetElapsedTime(_started);
        return new WorkerHeartbeat
        {
            Worker = worker.Id,
            SentAt = _sentAt = Later(Clock.GetUtcNow(), _sentAt),
            ClockDriftSeconds = (Clock as StoreClock)?.Drift?.TotalSeconds,
            StartedAt = _startedAt.Value,
            Version = Version,
            Host = Environment.MachineName,
            State = state,
            Queues = [.. slots.Queues.Select(queue => new QueueSlots { Name = queue.Name, Slots = queue.Most, Running = queue.Running })],
            Types = [.. registry.Definitions.Select(definition => definition.Name)],
            Running =
            [
                .. running.OrderBy(attempt => attempt.StartedAt).Take(MaxListed).Select(attempt => new RunningAttempt
                {
                    TaskId = attempt.Command.TaskId,
                    Attempt = attempt.Command.Attempt,
                    Name = attempt.Command.Name,
                    StartedAt = attempt.StartedAt,
                }),
            ],
            RunningCount = running.Count,
            Waiting = Math.Max(0, executor.Held - running.Count),
            LeakedHandlers = runner.LeakedHandlers,
            MemoryBytes = Environment.WorkingSet,
            Reads = ReadableKinds.All,
        };
    }
}
