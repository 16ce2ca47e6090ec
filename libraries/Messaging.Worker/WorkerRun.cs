using Messaging.Worker.Execution;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Messaging.Worker;

/// <summary>Runs a host with a worker from start to end.</summary>
public static class WorkerRun
{
    /// <summary>
    /// Exit code of a worker that was told to stop and had to cut attempts short. Nothing is lost: they run again elsewhere.
    /// </summary>
    public const int NotDrained = 3;

    /// <summary>Runs until told to stop.</summary>
    /// <returns>0 when every attempt has ended by itself, else <see cref="NotDrained"/>.</returns>
    public static async Task<int> RunUntilDrained(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        // Asked for now: afterwards the services are gone.
        var shutdown = host.Services.GetRequiredService<WorkerShutdown>();
        await host.RunAsync();
        return shutdown.HasDrained ? 0 : NotDrained;
    }
}
