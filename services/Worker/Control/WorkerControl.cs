using Messaging.Worker.Execution;

namespace Messaging.Worker.Control;

/// <summary>Whether this worker takes tasks, and the way to change that from outside.</summary>
internal sealed class WorkerControl(WorkerSlots slots, IHostApplicationLifetime lifetime, ILogger<WorkerControl> logger)
{
    private volatile bool _isQuiet;

    /// <summary>As heartbeats tell it.</summary>
    public string State => lifetime.ApplicationStopping.IsCancellationRequested ? "draining" : _isQuiet ? "quiet" : "running";

    /// <summary>Does what was asked for; what is not known is ignored.</summary>
    public void Act(string action, string? by)
    {
        switch (action)
        {
            case "quiet":
            case "resume":
                _isQuiet = action == "quiet";
                slots.BeQuiet(_isQuiet);
                break;
            case "drain":
                lifetime.StopApplication();
                break;
            default:
                return;
        }

        logger.LogInformation("Told to {Action} by {By}", action, by ?? "somebody");
    }
}
