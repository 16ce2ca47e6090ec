using Messaging.Hosting.Loops;
using Microsoft.Extensions.Logging;

namespace Messaging.StatusQuery.Metrics;

/// <summary>Reads the store for its gauges every 15 seconds, as long as somebody listens to them.</summary>
internal sealed class StoreGaugesLoop(
    StoreReader reader, StoreGauges gauges, LoopMonitor monitor, TimeProvider clock, ILogger<StoreGaugesLoop> logger)
    : BackgroundLoop("store-gauges", TimeSpan.FromSeconds(15), monitor, clock, logger)
{
    protected override async Task<bool> Execute(CancellationToken cancellationToken)
    {
        if (gauges.IsHeard)
        {
            gauges.Show(await reader.Read(cancellationToken));
        }

        return false;
    }
}
