using Messaging.Contracts;

namespace Messaging.Worker.Execution;

/// <summary>What is thought of a command because of earlier deliveries.</summary>
internal abstract record CrashVerdict
{
    private CrashVerdict()
    {
    }

    /// <summary>It has killed nobody, as far as is known.</summary>
    public sealed record Innocent : CrashVerdict
    {
        public static Innocent Known { get; } = new();
    }

    /// <summary>It was running when a worker died, or may have been.</summary>
    /// <param name="Starts">How often it is known to have been started.</param>
    public sealed record Suspect(int Starts) : CrashVerdict;

    /// <summary>It must not run again.</summary>
    public sealed record Guilty(TaskError Error) : CrashVerdict;
}
