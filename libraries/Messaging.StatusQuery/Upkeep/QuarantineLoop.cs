using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Ledger;
using Microsoft.Extensions.Logging;

namespace Messaging.StatusQuery.Upkeep;

/// <summary>Looks whether rows in quarantine can be read by now.</summary>
internal sealed class QuarantineLoop(TaskQuarantine quarantine, LoopMonitor monitor, TimeProvider clock, ILogger<QuarantineLoop> logger)
    : BackgroundLoop("quarantine", TimeSpan.FromSeconds(30), monitor, clock, logger)
{
    protected override async Task<bool> Execute(CancellationToken cancellationToken)
    {
        var released = await quarantine.Revisit(cancellationToken);
        if (released > 0)
        {
            logger.LogInformation("{Count} rows have left quarantine", released);
        }

        return released > 0;
    }
}
