using Messaging.Worker.Execution;

namespace Messaging.Worker;

/// <summary>Runs a worker from start to end.</summary>
internal static class WorkerProgram
{
    /// <summary>Exit code of a worker that was told to stop and had to cut attempts short. Nothing is lost: they run again elsewhere.</summary>
    public const int NotDrained = 3;

    /// <summary>Runs until told to stop.</summary>
    /// <returns>0 when every attempt has ended by itself, else <see cref="NotDrained"/>.</returns>
    public static async Task<int> RunUntilDrained(this WebApplication application)
    {
        // Asked for now: afterwards the services are gone.
        var shutdown = application.Services.GetRequiredService<WorkerShutdown>();
        await application.RunAsync();
        return shutdown.HasDrained ? 0 : NotDrained;
    }
}
