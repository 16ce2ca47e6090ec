using System.Globalization;
using System.Text.Json;

namespace Messaging.Chaos;

/// <summary>How a task ended, and whether its history explains that.</summary>
/// <param name="State">The state it is in; <see langword="null"/> when nobody knows it.</param>
/// <param name="Fault">What is wrong; <see langword="null"/> when nothing is.</param>
/// <param name="IsStale">Whether an earlier attempt's effect stands in the place of a later one's.</param>
/// <param name="IsBlamed">Whether it ended as one that kills its workers, which it does not.</param>
internal sealed record Verdict(string? State, string? Fault, bool IsStale, bool IsBlamed = false)
{
    private static readonly string[] Terminal = ["Succeeded", "Failed", "Canceled", "Expired"];

    // What a worker that was killed with a task in hand leaves behind, when it happens often enough.
    private static readonly string[] Crashes = ["poison", "worker-lost"];

    /// <summary>Whether a task document tells of an end.</summary>
    public static bool IsEnd(JsonElement? document) => document is { } task && Terminal.Contains(task.GetProperty("state").GetString());

    /// <summary>Judges a task.</summary>
    /// <param name="task">What it was.</param>
    /// <param name="document">What is known of it.</param>
    /// <param name="fence">The attempt whose effect stands at the target.</param>
    public static Verdict Of(PlannedTask task, JsonElement? document, int? fence)
    {
        if (document is not { } row)
        {
            return new Verdict(null, "lost", false);
        }

        var state = row.GetProperty("state").GetString()!;
        var attempt = row.GetProperty("attempt").GetInt32();
        var succeeded = state == "Succeeded" && task.Kind is TaskKind.Effect or TaskKind.Flaky or TaskKind.Deadly;
        var isStale = succeeded && fence < attempt;
        return new Verdict(
            state,
            FaultOf(task, row, state, attempt, succeeded, fence),
            isStale,
            task.Kind != TaskKind.Deadly && state == "Failed" && ErrorOf(row) == "poison");
    }

    private static double? ResultOf(JsonElement row) =>
        row.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Number ? result.GetDouble() : null;

    private static string? ErrorOf(JsonElement row) =>
        row.TryGetProperty("error", out var known) && known.ValueKind == JsonValueKind.Object
            ? known.GetProperty("type").GetString()
            : null;

    private static string? MessageOf(JsonElement row) =>
        row.TryGetProperty("error", out var known) && known.ValueKind == JsonValueKind.Object
            ? known.GetProperty("message").GetString()
            : null;

    private static string? FaultOf(PlannedTask task, JsonElement row, string state, int attempt, bool succeeded, int? fence)
    {
        if (!Terminal.Contains(state))
        {
            return "stuck";
        }

        var attempts = row.TryGetProperty("attempts", out var all) ? all.EnumerateArray().ToArray() : [];
        var numbers = attempts.Select(one => one.GetProperty("number").GetInt32()).ToArray();
        var error = ErrorOf(row);
        return !task.Ends.Contains(state)
            && !(state == "Failed" && Crashes.Contains(error)) ? $"ended as {state} ({error}: {MessageOf(row)})"
            : numbers.Distinct().Count() != numbers.Length ? "an attempt is there twice"
            : !numbers.SequenceEqual(numbers.Order()) || (numbers.Length > 0 && numbers[^1] != attempt) ? "its attempts are out of order"
            : attempts.SkipLast(1).Any(one => !one.TryGetProperty("outcome", out var outcome) || outcome.ValueKind == JsonValueKind.Null)
                ? "an attempt has no end"
            : state == "Succeeded" && task.Result is { } sum && sum != ResultOf(row)
                ? string.Create(CultureInfo.InvariantCulture, $"has the result '{ResultOf(row)}' in the place of {sum}")
            : succeeded && fence is null ? "succeeded without its effect"
            : null;
    }
}
