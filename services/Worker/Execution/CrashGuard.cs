using System.Globalization;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Execution;

/// <summary>Keeps a command that kills its workers from killing them all. Fails open: without the store, it runs, and the broker's own limit on deliveries ends it.</summary>
internal sealed class CrashGuard(TaskGate gate, IOptions<WorkerOptions> options, ILogger<CrashGuard> logger)
{
    /// <summary>Looks at what is known of a redelivered command's earlier starts.</summary>
    /// <returns>Why it must not run, or <see langword="null"/> when it may.</returns>
    public async Task<TaskError?> Judge(CommandExecution execution)
    {
        if (execution.Redeliveries == 0 || await gate.Attempt(execution.Command) is not { } record)
        {
            return null;
        }

        var starts = StartsOf(record);
        if (starts.Count < options.Value.MaxCrashes)
        {
            return null;
        }

        logger.LogWarning("{TaskName} was started {Starts} times and never finished; it is not run again", execution.Command.Name, starts.Count);
        return new TaskError
        {
            Type = "poison",
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"The attempt was started {starts.Count} times and never finished: each time its worker died or lost its connection. Started {string.Join("; ", starts.Select(Describe))}."),
        };
    }

    private static List<(DateTimeOffset StartedAt, string? Worker)> StartsOf(AttemptRecord record)
    {
        var repeated = (record.RepeatedStarts ?? []).Select(start => (start.StartedAt, (string?)start.Worker));
        // The first start may be one of those, when the word of an earlier one was lost.
        return [.. (record.StartedAt is { } first ? [(first, record.Worker), .. repeated] : repeated).Distinct().Order()];
    }

    private static string Describe((DateTimeOffset StartedAt, string? Worker) start) =>
        string.Create(CultureInfo.InvariantCulture, $"at {start.StartedAt:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} by {start.Worker ?? "an unknown worker"}");
}
