using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Dispatch;

/// <summary>Sends what an index holds ready, again and again: one loop relays the outbox, one moves due tasks.</summary>
internal sealed class DispatchLoop(TaskIndex index, TaskDispatcher dispatcher, IOptions<ProducerOptions> options, LoopMonitor monitor, TimeProvider clock, ILogger<DispatchLoop> logger)
    : BackgroundLoop($"dispatch-{index.ToString().ToLowerInvariant()}", options.Value.DispatchInterval, monitor, clock, logger)
{
    protected override async Task<bool> Round(CancellationToken cancellationToken) => await dispatcher.DispatchReady(index, cancellationToken) > 0;
}
