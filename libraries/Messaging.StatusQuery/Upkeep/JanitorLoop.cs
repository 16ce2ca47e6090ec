using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Ledger;
using Microsoft.Extensions.Logging;

namespace Messaging.StatusQuery.Upkeep;

/// <summary>Buries rows whose retention has passed.</summary>
internal sealed class JanitorLoop(TaskJanitor janitor, LoopMonitor monitor, TimeProvider clock, ILogger<JanitorLoop> logger)
    : BackgroundLoop("janitor", TimeSpan.FromSeconds(10), monitor, clock, logger)
{
    protected override async Task<bool> Execute(CancellationToken cancellationToken) => await janitor.Sweep(cancellationToken) > 0;
}
