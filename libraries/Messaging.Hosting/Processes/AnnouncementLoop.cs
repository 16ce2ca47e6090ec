using System.Reflection;
using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Processes;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Logging;

namespace Messaging.Hosting.Processes;

/// <summary>
/// Tells in the store every 5 seconds that this process lives and what it reads: for the first time before anything else in it begins, and
/// at the end that it is gone.
/// </summary>
internal sealed class AnnouncementLoop : BackgroundLoop
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly IProcessDirectory _directory;
    private readonly ProcessAnnouncement _announcement;

    public AnnouncementLoop(
        IProcessDirectory directory,
        IEnumerable<AnnouncedService> services,
        LoopMonitor monitor,
        TimeProvider clock,
        ILogger<AnnouncementLoop> logger)
        : base("announcement", Interval, monitor, clock, logger)
    {
        _directory = directory;
        var version = typeof(AnnouncementLoop).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        _announcement = new ProcessAnnouncement(
            $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}",
            [
                .. services.Select(service => service.Name).Distinct().Order(StringComparer.Ordinal),
            ], version, ReadableKinds.All);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _directory.Announce(_announcement, cancellationToken).WaitAsync(Longest, Clock, cancellationToken);
        }
        catch (Exception exception) when (exception is TaskStoreUnavailableException or TimeoutException)
        {
            // Without the store nothing else in this process can read a row either; the loop goes on trying.
        }

        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Best effort: without this word the process counts until its life has passed.
        await _directory.Withdraw(_announcement.Id, CancellationToken.None)
            .WaitAsync(Longest, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task<bool> Execute(CancellationToken cancellationToken)
    {
        await _directory.Announce(_announcement, cancellationToken);
        return false;
    }
}
