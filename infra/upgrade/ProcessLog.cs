using System.Text.Json;
using System.Text.RegularExpressions;

namespace Messaging.Upgrade;

/// <summary>Hears what a process logs: errors are findings.</summary>
internal sealed partial class ProcessLog(string process, string file, Findings findings)
{
    private readonly Lock _lock = new();

    public void Hear(string line)
    {
        if (line.Length == 0)
        {
            return;
        }

        lock (_lock)
        {
            File.AppendAllText(file, line + "\n");
        }

        if (Refused().IsMatch(line))
        {
            findings.Add($"{process} was refused by the broker: {line}");
        }
        else if (Entry(line) is not { } entry)
        {
            findings.Add($"{process} wrote something that is no entry of its log: {line}");
        }
        else if (entry.GetProperty("level").GetString() is "Error" or "Critical")
        {
            findings.Add($"{process} logged an error: {line}");
        }
    }

    private static JsonElement? Entry(string line)
    {
        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex("PRECONDITION_FAILED|precondition_failed|code=406")]
    private static partial Regex Refused();
}
