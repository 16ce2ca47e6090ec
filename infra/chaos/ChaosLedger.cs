using System.Globalization;
using System.Text.Json;

namespace Messaging.Chaos;

/// <summary>What became of all tasks.</summary>
/// <param name="Results">Each task and how it ended.</param>
/// <param name="Refusals">Late effects that the target refused.</param>
internal sealed record ChaosLedger(IReadOnlyList<(PlannedTask Task, Verdict Verdict)> Results, int Refusals)
{
    private const int FaultsShown = 20;

    /// <summary>Whether every task ended in a state that its history explains, and no late effect stands.</summary>
    public bool IsClean => Results.All(result => result.Verdict is { Fault: null, IsStale: false });

    /// <summary>Writes a table by kind and state, what is wrong, and a line of JSON.</summary>
    public void Write(TextWriter output)
    {
        foreach (var kind in Results.GroupBy(result => result.Task.Kind).OrderBy(kind => kind.Key))
        {
            var states = kind.GroupBy(result => result.Verdict.State ?? "unknown").OrderByDescending(state => state.Count()).Select(state => string.Create(CultureInfo.InvariantCulture, $"{state.Key} {state.Count()}"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind.Key,-16} {kind.Count(),7}   {string.Join(", ", states)}"));
        }

        foreach (var (task, verdict) in Results.Where(result => result.Verdict.Fault is not null || result.Verdict.IsStale).Take(FaultsShown))
        {
            output.WriteLine($"{task.Id} {task.Kind}: {verdict.Fault ?? "a stale effect"}");
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
            refusedLateWrites = Refusals,
        }));
    }

    private int In(string state) => Results.Count(result => result.Verdict.State == state);

    private int With(string fault) => Results.Count(result => result.Verdict.Fault == fault);
}
