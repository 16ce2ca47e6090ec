using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Failures;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Operations.Requests;
using Microsoft.Extensions.Logging;

namespace Messaging.Operations.Replays;

/// <summary>
/// Carries replays on, step by step. What was done is in the store, so that any process can go on after a restart: a replay is leased
/// while a process works on it, and a task that runs again already says so in its row.
/// </summary>
internal sealed class ReplayRunner(IReplayStore replays, TaskStore store, FailedTasks failed, LedgerWriter ledger, TimeProvider clock)
{
    private const int MaxAtOnce = 200;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Takes every replay one step further, and forgets those that ended long ago.</summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached. Leases pass, and the steps are repeated.</exception>
    public async Task Advance(CancellationToken cancellationToken)
    {
        foreach (var replay in await replays.List(cancellationToken))
        {
            var now = clock.GetUtcNow();
            if (replay.HasEnded)
            {
                await (replay.FinishedAt + Kept < now ? replays.Remove(replay, cancellationToken) : Task.CompletedTask);
            }
            else if (!(replay.LeasedUntil > now)
                && await replays.TryWrite(replay with { LeasedUntil = now + Lease }, cancellationToken) is { } leased)
            {
                // Not written when somebody has stopped it meanwhile.
                await replays.TryWrite(await Step(leased, cancellationToken) with { LeasedUntil = null }, cancellationToken);
            }
        }
    }

    private Task<FailureReplay> Step(FailureReplay replay, CancellationToken cancellationToken) =>
        replay.State == ReplayState.Running ? Release(replay, cancellationToken)
        : replay.Canaries.Count > 0 ? Watch(replay, cancellationToken)
        : ChooseCanaries(replay, cancellationToken);

    /// <summary>The canaries are stored before they run: after a crash they are the same.</summary>
    private async Task<FailureReplay> ChooseCanaries(FailureReplay replay, CancellationToken cancellationToken)
    {
        if (replay.Canary == 0)
        {
            return Begin(replay);
        }

        var (rows, cursor, isEnd) = await Next(replay, replay.Canary, cancellationToken);
        return rows.Count == 0 && isEnd
            ? Ended(replay, ReplayState.Finished)
            : replay with { Canaries = [.. rows.Select(row => new ReplayedTask(row.CorrelationId, row.Attempt + 1))], Cursor = cursor };
    }

    private async Task<FailureReplay> Watch(FailureReplay replay, CancellationToken cancellationToken)
    {
        var rows = await store.LoadSummaries([.. replay.Canaries.Select(canary => canary.Id)], null, cancellationToken);
        TaskSaga[] waiting =
            [.. rows.Zip(replay.Canaries).Where(pair => pair.First?.Attempt < pair.Second.Attempt).Select(pair => pair.First!)];
        if (waiting.Length > 0)
        {
            await Replay(replay, waiting);
            return replay with { Replayed = replay.Replayed + waiting.Length };
        }

        var lost = replay.Canaries.Zip(rows).FirstOrDefault(pair => HasFailed(pair.Second, pair.First));
        return lost.First is { } canary
            ? Ended(replay, ReplayState.CanaryFailed) with { Reason = $"Task {canary.Id} did not succeed when it ran again." }
            : rows.All(row => row!.State == TaskState.Succeeded) ? Begin(replay)
            : replay;
    }

    private async Task<FailureReplay> Release(FailureReplay replay, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Time that nobody used is not made up for: after a restart the rate is what it was.
        var longest = TimeSpan.FromSeconds(Math.Max(1, 1 / replay.Rate));
        var from = replay.PacedUntil < now - longest ? now - longest : replay.PacedUntil;
        var allowed = (int)Math.Min(MaxAtOnce, Math.Floor((now - from).TotalSeconds * replay.Rate));
        if (allowed <= 0)
        {
            return replay;
        }

        var (rows, cursor, isEnd) = await Next(replay, allowed, cancellationToken);
        await Replay(replay, rows);
        var released = replay with
        {
            Replayed = replay.Replayed + rows.Count,
            Cursor = cursor,
            PacedUntil = from + TimeSpan.FromSeconds(rows.Count / replay.Rate),
        };
        return isEnd ? Ended(released, ReplayState.Finished) : released;
    }

    /// <summary>
    /// The next tasks of the group that are meant: what failed later is not, and what runs again already has had its turn.
    /// </summary>
    private async Task<(IReadOnlyList<TaskSaga> Rows, string? Cursor, bool IsEnd)> Next(
        FailureReplay replay, int limit, CancellationToken cancellationToken)
    {
        var after = TaskCursor.TryParse(replay.Cursor, out var place) ? place : (TaskCursor?)null;
        var (rows, next) = await failed.Read(replay.Fingerprint, after, limit, cancellationToken);
        TaskSaga[] meant = [.. rows.Where(row => IsMeant(row, replay))];
        return (meant, next?.ToString() ?? replay.Cursor, next is null);
    }

    private static bool IsMeant(TaskSaga row, FailureReplay replay) =>
        row.Arguments is not null && row.FinishedAt <= replay.StartedAt && !(row.Replay?.RequestedAt >= replay.StartedAt);

    private async Task Replay(FailureReplay replay, IReadOnlyList<TaskSaga> rows)
    {
        var wish = new RetryOptions { Note = new OperatorNote(replay.By, $"Replay {replay.Id} of failure {replay.Fingerprint}.") };
        if (rows.Count > 0)
        {
            var events = rows.Select(row => TaskEvent.Of(TaskRetry.ReplayOf(row, wish, clock.GetUtcNow())));
            await ledger.Write([.. events], CancellationToken.None);
        }
    }

    private FailureReplay Begin(FailureReplay replay) =>
        replay with { State = ReplayState.Running, PacedUntil = clock.GetUtcNow() - TimeSpan.FromSeconds(1 / replay.Rate) };

    private FailureReplay Ended(FailureReplay replay, ReplayState state) =>
        replay with { State = state, FinishedAt = clock.GetUtcNow() };

    /// <summary>One failed attempt is enough, although others may follow: to wait for these could take hours.</summary>
    private static bool HasFailed(TaskSaga? row, ReplayedTask canary) => row is null
        || (row.State != TaskState.Succeeded
            && row.Attempts.Any(attempt =>
                attempt.Number >= canary.Attempt
                && attempt.Outcome is (TaskRank.Retrying or TaskRank.Failed or TaskRank.Canceled or TaskRank.Expired)));
}

/// <summary>Carries replays of failed tasks on.</summary>
internal sealed class ReplayLoop(ReplayRunner runner, LoopMonitor monitor, TimeProvider clock, ILogger<ReplayLoop> logger)
    : BackgroundLoop("replays", TimeSpan.FromMilliseconds(200), monitor, clock, logger)
{
    protected override async Task<bool> Execute(CancellationToken cancellationToken)
    {
        await runner.Advance(cancellationToken);
        return false;
    }
}
