using Messaging.Worker.Consumers;
using Messaging.Worker.Slots;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Control;

/// <summary>Whether this worker takes tasks, and the way to change that from outside.</summary>
internal sealed class WorkerControl(
    WorkerSlots slots, TaskQueueSubscriptions queues, IHostApplicationLifetime lifetime, ILogger<WorkerControl> logger) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1);
    private volatile bool _isQuiet;

    /// <summary>As heartbeats tell it.</summary>
    public string State => lifetime.ApplicationStopping.IsCancellationRequested ? "draining" : _isQuiet ? "quiet" : "running";

    /// <summary>Does what was asked for; what is not known is ignored.</summary>
    public async Task Act(string action, string? by)
    {
        await _changing.WaitAsync();
        try
        {
            switch (action)
            {
                case "quiet":
                    slots.BeQuiet(_isQuiet = true);
                    await queues.Leave();
                    break;
                case "resume":
                    slots.BeQuiet(_isQuiet = false);
                    queues.Join();
                    break;
                case "drain":
                    lifetime.StopApplication();
                    break;
                default:
                    return;
            }
        }
        finally
        {
            _changing.Release();
        }

        logger.LogInformation("Told to {Action} by {By}", action, by ?? "somebody");
    }

    public void Dispose() => _changing.Dispose();
}
