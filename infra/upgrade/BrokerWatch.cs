using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Messaging.Upgrade;

/// <summary>Looks at what is left in the broker, and at what it logged.</summary>
internal sealed partial class BrokerWatch(RollSettings settings, TimeProvider clock, Findings findings)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits until all queues are empty, those for errors included.</summary>
    /// <returns>How many messages are left in those for errors.</returns>
    public async Task<long> CheckQueues(TimeSpan patience)
    {
        Dictionary<string, long> waiting;
        var begun = clock.GetTimestamp();
        while ((waiting = await Waiting()).Count > 0 && clock.GetElapsedTime(begun) < patience)
        {
            await Task.Delay(LookInterval, clock);
        }

        foreach (var (queue, messages) in waiting)
        {
            findings.Add(string.Create(CultureInfo.InvariantCulture, $"{queue} has {messages} messages"));
        }

        return waiting.Where(queue => queue.Key == "tasks.poison" || queue.Key.EndsWith("_error", StringComparison.Ordinal))
            .Sum(queue => queue.Value);
    }

    public async Task CheckLog(CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(settings.RabbitMqDirectory, "log"), cancellationToken);
        foreach (var line in lines.Where(line => Wrong().IsMatch(line) && !Explained().IsMatch(line)))
        {
            findings.Add($"RabbitMQ logged: {line}");
        }
    }

    private async Task<Dictionary<string, long>> Waiting()
    {
        string[] arguments = ["ctl", settings.RabbitMqDirectory, "--quiet", "list_queues", "name", "messages", "--no-table-headers"];
        using var tool = Process.Start(new ProcessStartInfo(settings.RabbitMqTool, arguments) { RedirectStandardOutput = true })!;
        var lines = await tool.StandardOutput.ReadToEndAsync();
        await tool.WaitForExitAsync();
        if (tool.ExitCode != 0)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{settings.RabbitMqTool} ended with {tool.ExitCode}."));
        }

        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .Select(parts => KeyValuePair.Create(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture)))
            .Where(queue => queue.Value > 0)
            .ToDictionary();
    }

    [GeneratedRegex(@"\[error\]|precondition_failed", RegexOptions.IgnoreCase)]
    private static partial Regex Wrong();

    // Whether there are messages that nobody could read is asked of queues that need not exist. What has gone wrong on a channel is in the
    // line
    // after its heading.
    [GeneratedRegex(@"not_found: no queue '[a-z.-]+_error'|Channel error on connection .*, channel \d+:$")]
    private static partial Regex Explained();
}
