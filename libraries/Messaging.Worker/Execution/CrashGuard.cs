using System.Globalization;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Execution;

/// <summary>
/// Keeps a command that kills its workers from killing them all, and its neighbours from being blamed: all that ran when a worker died are
/// suspects, of which only those are guilty that
/// a worker died with while they ran alone. Fails open: without the store every suspect runs, alone as well, and the broker's own limit on
/// deliveries ends the guilty one.
/// </summary>
internal sealed class CrashGuard(TaskGate gate, IOptions<WorkerOptions> options, ILogger<CrashGuard> logger)
{
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long the worker is held up for a suspect: as long for what runs already to end, as for the suspect to show that it is harmless.
    /// Longer with every crash, so that what takes
    /// its time to kill a worker is found in the end.
    /// </summary>
    public static TimeSpan Patience(int redeliveries) =>
        redeliveries > 4
            ? LongestPatience
            : FirstPatience * (1 << (2 * Math.Max(0, redeliveries - 1))) is var patience && patience < LongestPatience
            ? patience
            : LongestPatience;

    /// <summary>Looks at what is known of a redelivered command's earlier starts.</summary>
    public async Task<CrashVerdict> Judge(CommandExecution execution)
    {
        if (execution.Redeliveries == 0)
        {
            return CrashVerdict.Innocent.Known;
        }

        var (isKnown, record) = await gate.Attempt(execution.Command);
        var starts = record is null ? [] : StartsOf(record);
        if (starts.Count == 0)
        {
            // Most likely it waited for its turn when its worker died or stopped. Once: the word of a start may be lost, or late.
            return isKnown && execution.Redeliveries == 1 ? CrashVerdict.Innocent.Known : new CrashVerdict.Suspect(0);
        }

        // Of the starts in company one counts: that it died then, too, says little.
        var crowded = starts.Count(start => start.AmongOthers);
        if (starts.Count - crowded + Math.Min(1, crowded) < options.Value.MaxCrashes)
        {
            return new CrashVerdict.Suspect(starts.Count);
        }

        logger.LogWarning(
            "{TaskName} was started {Starts} times and never finished; it is not run again", execution.Command.Name, starts.Count);
        return new CrashVerdict.Guilty(new TaskError
        {
            Type = "poison",
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"The attempt was started {starts.Count} times and never finished: each time its worker died or lost its connection. Started {string.Join("; ", starts.Select(Describe))}."),
        });
    }

    private static List<RepeatedStart> StartsOf(AttemptRecord record)
    {
        var repeated = record.RepeatedStarts ?? [];
        // The first start may be one of those, when the word of an earlier one was lost. Else it was in company: whoever is not suspected
        // is not alone.
        return record.StartedAt is { } first && !repeated.Any(start => start.StartedAt == first && start.Worker == record.Worker)
            ? [new RepeatedStart(first, record.Worker ?? "an unknown worker", 0, AmongOthers: true), .. repeated]
            : [.. repeated];
    }

    private static string Describe(RepeatedStart start) =>
        string.Create(CultureInfo.InvariantCulture, $"at {start.StartedAt:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} by {start.Worker}");
}

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
