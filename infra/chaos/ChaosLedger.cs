using System.Globalization;
using System.Text.Json;

namespace Messaging.Chaos;

/// <summary>What became of all tasks.</summary>
/// <param name="Results">Each task and how it ended.</param>
/// <param name="Refusals">Late effects that the target refused.</param>
/// <param name="Kills">Workers that were killed by what they ran.</param>
/// <param name="Undecodable">Messages and stored tasks that could not be read.</param>
internal sealed record ChaosLedger(IReadOnlyList<(PlannedTask Task, Verdict Verdict)> Results, int Refusals, int Kills, int Undecodable = 0)
{
    private const int FaultsShown = 20;

    /// <summary>
    /// Whether every task ended in a state that its history explains, no late effect stands, and nobody is blamed for a death of workers.
    /// </summary>
    public bool IsClean => Results.All(result => result.Verdict is { Fault: null, IsStale: false, IsBlamed: false }) && Undecodable == 0;

    /// <summary>Writes a table by kind and state, what is wrong, and a line of JSON.</summary>
    public void Write(TextWriter output)
    {
        foreach (var kind in Results.GroupBy(result => result.Task.Kind).OrderBy(kind => kind.Key))
        {
            var states = kind.GroupBy(result => result.Verdict.State ?? "unknown")
                .OrderByDescending(state => state.Count())
                .Select(state => string.Create(CultureInfo.InvariantCulture, $"{state.Key} {state.Count()}"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind.Key,-16} {kind.Count(),7}   {string.Join(", ", states)}"));
        }

        foreach (
            var (task, verdict) in Results.Where(result => result.Verdict is not { Fault: null, IsStale: false, IsBlamed: false })
                .Take(FaultsShown))
        {
            output.WriteLine(
                $"{task.Id} {task.Kind}: {verdict.Fault ?? (verdict.IsStale ? "a stale effect" : "is blamed for a death of workers")}");
        }

        output.WriteLine(JsonSerializer.Serialize(new
        {
            submitted = Results.Count,
            succeeded = In("Succeeded"),
            failed = In("Failed"),
            canceled = In("Canceled"),
            expired = In("Expired"),
            lost = With("lost"),
            stuck = With("stuck"),
            staleWrites = Results.Count(result => result.Verdict.IsStale),
            unexplained = Results.Count(result => result.Verdict.Fault is not (null or "lost" or "stuck")),
            undecodable = Undecodable,
            blamed = Results.Count(result => result.Verdict.IsBlamed),
            refusedLateWrites = Refusals,
            deadlyTasks = Kills,
        }));
    }

    private int In(string state) => Results.Count(result => result.Verdict.State == state);

    private int With(string fault) => Results.Count(result => result.Verdict.Fault == fault);
}
