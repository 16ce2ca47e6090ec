using System.Diagnostics.Metrics;
using Messaging.Lifecycle.Metrics;
using Messaging.Tasks.Running;
using Microsoft.Extensions.Hosting;

namespace Messaging.Worker.Slots;

/// <summary>
/// Shows what this worker holds: its slots, and handlers it had to leave behind. A hosted service only so that it is there from the start.
/// </summary>
internal sealed class WorkerGauges : IHostedService
{
    public WorkerGauges(IMeterFactory meters, WorkerSlots slots, TaskRunner runner)
    {
        var meter = meters.Create(TaskTags.Meter);
        meter.CreateObservableUpDownCounter(
            "messaging.worker.slots.used", () => OfQueues(slots, queue => queue.Running), "{slot}", "Slots in which an attempt runs.");
        meter.CreateObservableUpDownCounter(
            "messaging.worker.slots.limit", () => OfQueues(slots, queue => queue.Most), "{slot}", "Slots there are.");
        meter.CreateObservableUpDownCounter(
            "messaging.worker.handlers.leaked",
            () => runner.LeakedHandlers,
            "{handler}",
            "Handlers that ignored their token and still run.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<Measurement<int>> OfQueues(WorkerSlots slots, Func<TaskSlots, int> read) =>
        slots.Queues.Select(queue => new Measurement<int>(read(queue), new KeyValuePair<string, object?>(TaskTags.Queue, queue.Name)));
}
