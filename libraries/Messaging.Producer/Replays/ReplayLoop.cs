using Messaging.Hosting.Loops;
using Microsoft.Extensions.Logging;

namespace Messaging.Producer.Replays;

/// <summary>Carries replays of failed tasks on.</summary>
internal sealed class ReplayLoop(ReplayRunner runner, LoopMonitor monitor, TimeProvider clock, ILogger<ReplayLoop> logger)
    : BackgroundLoop("replays", TimeSpan.FromMilliseconds(200), monitor, clock, logger)
{
    protected override async Task<bool> Round(CancellationToken cancellationToken)
    {
        await runner.Advance(cancellationToken);
        return false;
    }
}
