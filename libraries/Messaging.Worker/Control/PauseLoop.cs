using Messaging.Hosting.Loops;
using Messaging.Worker.Admission;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Control;

/// <summary>
/// Looks what is paused: before the worker takes its first command, and every 5 seconds, should word of a change be lost.
/// </summary>
internal sealed class PauseLoop(PauseCache board, LoopMonitor monitor, TimeProvider clock, ILogger<PauseLoop> logger)
    : BackgroundLoop("pauses", TimeSpan.FromSeconds(5), monitor, clock, logger)
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await board.Refresh(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task<bool> Execute(CancellationToken cancellationToken)
    {
        await board.Refresh(cancellationToken);
        return false;
    }
}
