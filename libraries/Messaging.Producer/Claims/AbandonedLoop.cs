using Messaging.Hosting.Loops;
using Microsoft.Extensions.Logging;

namespace Messaging.Producer.Claims;

/// <summary>Looks every 10 seconds for tasks that nobody stands behind.</summary>
internal sealed class AbandonedLoop(AbandonedSweeper sweeper, LoopMonitor monitor, TimeProvider clock, ILogger<AbandonedLoop> logger)
    : BackgroundLoop("abandoned", TimeSpan.FromSeconds(10), monitor, clock, logger)
{
    protected override async Task<bool> Round(CancellationToken cancellationToken)
    {
        await sweeper.Sweep(cancellationToken);
        return false;
    }
}
