using System.Text.Json;

namespace Messaging.Bench.Comparing;

/// <summary>The JSON lines of several rounds: every figure of every system, as often as it was measured.</summary>
internal sealed class RoundResults
{
    private readonly Dictionary<(string System, string Figure), List<double>> _values = [];

    /// <exception cref="JsonException">A line is not a report.</exception>
    public static RoundResults Read(IEnumerable<string> lines)
    {
        var results = new RoundResults();
        foreach (var line in lines.Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            results.Add(line);
        }

        return results;
    }

    /// <summary>The middle of what was measured; of an even number, the mean of the two in the middle.</summary>
    /// <returns><see langword="null"/> when it was not measured.</returns>
    public double? Median(string system, string figure)
    {
        if (!_values.TryGetValue((system, figure), out var values))
        {
            return null;
        }

        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private void Add(string line)
    {
        using var document = JsonDocument.Parse(line);
        var system = document.RootElement.TryGetProperty("system", out var name)
            ? name.GetString()!
            : throw new JsonException($"Not a report: {line}");
        foreach (var member in document.RootElement.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Number))
        {
            if (!_values.TryGetValue((system, member.Name), out var values))
            {
                _values[(system, member.Name)] = values = [];
            }

            values.Add(member.Value.GetDouble());
        }
    }
}
