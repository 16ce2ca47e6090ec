using System.Globalization;
using Messaging.Contracts;
using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Workers;
using Messaging.Producer.Dispatch;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Claims;

/// <summary>
/// Ends attempts whose worker has acknowledged their command and was lost since: the broker will not deliver them again. A claim that has
/// passed is not enough: events
/// may be late. The worker's heartbeats must be missing too, while others' are heard; only after minutes does a passed claim speak for
/// itself.
/// Any number of Producers may do so on one store. A worker that lives after all is not held against the task: its success outranks this
/// failure.
/// </summary>
internal sealed class ClaimSweeper(
    TaskStore store, LedgerWriter ledger, IWorkerDirectory workers, TimeProvider clock, DispatchMetrics? metrics = null)
{
    private const int BatchSize = 256;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>How long a claim must have passed when its worker lives, or is one that sends no heartbeats.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Looks at one batch of claims that have passed.</summary>
    /// <returns>How many were looked at: as long as that is more than none, there may be others.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<int> Sweep(CancellationToken cancellationToken)
    {
        var leased = await store.Lease(TaskIndex.Claim, clock.GetUtcNow(), Lease, BatchSize, cancellationToken);
        if (leased.Tasks.Count == 0)
        {
            return leased.Count;
        }

        var living = new WorkerLiveness(await workers.List(cancellationToken), clock);
        // A claim may have been renewed, or the attempt have ended, since the index was read.
        TaskSaga[] lost = [.. leased.Tasks.Where(row => IsLost(row, living))];
        if (lost.Length > 0)
        {
            await ledger.Write([.. lost.Select(row => TaskEvent.Of(FailureOf(row)))], cancellationToken);
            metrics?.Lost(lost);
        }

        return leased.Count;
    }

    private bool IsLost(TaskSaga row, WorkerLiveness living)
    {
        if (row.State != TaskState.Running || row.LatestAttempt is not { ClaimedUntil: { } until } attempt)
        {
            return false;
        }

        var passed = clock.GetUtcNow() - until;
        return passed >= (living.IsUnknown || living.Has(attempt.ClaimedBy) ? Patience : TimeSpan.Zero)
            && (living.IsEmpty || !living.IsUnknown);
    }

    private TaskAttemptFailed FailureOf(TaskSaga row) => LostAttempt.FailureOf(row, clock.GetUtcNow(), string.Create(
        CultureInfo.InvariantCulture, $"Worker {row.LatestAttempt!.ClaimedBy ?? "(unknown)"} had the task until {row.LatestAttempt.ClaimedUntil:O}, and was not heard of since."));
}

/// <summary>Looks for lost workers' attempts, again and again.</summary>
internal sealed class ClaimLoop(
    ClaimSweeper sweeper, IOptions<ProducerOptions> options, LoopMonitor monitor, TimeProvider clock, ILogger<ClaimLoop> logger)
    : BackgroundLoop("claims", options.Value.ClaimInterval, monitor, clock, logger)
{
    protected override async Task<bool> Execute(CancellationToken cancellationToken) => await sweeper.Sweep(cancellationToken) > 0;
}
