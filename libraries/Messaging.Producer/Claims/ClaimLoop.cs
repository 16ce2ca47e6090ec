using Messaging.Hosting.Loops;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Claims;

/// <summary>Looks for lost workers' attempts, again and again.</summary>
internal sealed class ClaimLoop(ClaimSweeper sweeper, IOptions<ProducerOptions> options, LoopMonitor monitor, TimeProvider clock, ILogger<ClaimLoop> logger)
    : BackgroundLoop("claims", options.Value.ClaimInterval, monitor, clock, logger)
{
    protected override async Task<bool> Round(CancellationToken cancellationToken) => await sweeper.Sweep(cancellationToken) > 0;
}
