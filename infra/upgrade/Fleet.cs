using System.Globalization;

namespace Messaging.Upgrade;

/// <summary>The processes of both versions that run at the moment.</summary>
internal sealed class Fleet(RollSettings settings, Findings findings) : IAsyncDisposable
{
    public const string Before = "before";
    public const string Now = "now";

    // A worker that had to cut something short.
    private const int CutShort = 3;

    private readonly Lock _lock = new();
    private readonly List<FleetMember> _members = [];
    private int _started;

    public FleetMember[] Of(string service)
    {
        lock (_lock)
        {
            return [.. _members.Where(member => member.Service == service && member.IsAsked)];
        }
    }

    public FleetMember Of(string service, string version) => Of(service).First(member => member.Version == version);

    /// <summary>Starts one more of a service; it is asked from when it is ready.</summary>
    public async Task<FleetMember> Start(string service, string version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{service.ToLowerInvariant()}-{version}-{++_started}");
        var log = new ProcessLog(name, Path.Combine(settings.Logs, name), findings);
        var build = version == Before ? settings.From : settings.To;
        var process = await ReleaseProcess.Start(
            new ReleaseSettings(build, settings.Redis, settings.RabbitMq, log.Hear),
            service,
            ("Logging__Format", "json"),
            ("Worker__Name", name),
            ("Worker__Concurrency", "32"),
            // Workers that stop are to cut some attempts short, which workers of the other version begin again.
            ("Worker__Drain", "00:00:02"),
            // The target of the tasks is on loopback, and many of its answers are failures on purpose.
            ("Tasks__Http__AllowPrivateNetworks", "true"),
            ("Tasks__Http__BreakerMinimumCalls", "10000"));
        var member = new FleetMember(service, version, name, process);
        lock (_lock)
        {
            _members.Add(member);
        }

        await Console.Error.WriteLineAsync($"{name} runs");
        return member;
    }

    /// <summary>Sends callers elsewhere, asks the process to stop and waits for that.</summary>
    public async Task Stop(FleetMember member)
    {
        member.IsAsked = false;
        if (await member.Process.Stop() is var exitCode && exitCode != 0 && !(member.Service == "Worker" && exitCode == CutShort))
        {
            findings.Add(string.Create(CultureInfo.InvariantCulture, $"{member.Name} ended with exit code {exitCode}"));
        }

        lock (_lock)
        {
            _members.Remove(member);
        }

        await member.Process.DisposeAsync();
        await Console.Error.WriteLineAsync($"{member.Name} has stopped");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
        {
            await member.Process.DisposeAsync();
        }
    }
}
