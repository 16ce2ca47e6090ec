using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Tasks;
using Messaging.Worker.Metrics;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Messaging.Worker.Execution;

/// <summary>
/// Looks at a row's header before a command is run, so that repeated, overtaken and cancelled ones are not. Fails open: without the store,
/// work goes on.
/// </summary>
internal sealed class TaskGate(TaskStore store, TimeProvider clock, AttemptMetrics? metrics = null)
{
    private static readonly (GateDecision Decision, string? Reason) Run = (GateDecision.Run, null);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = new SteadyClock(clock) }
        .AddCircuitBreaker(
            new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.9,
                MinimumThroughput = 3,
                SamplingDuration = TimeSpan.FromSeconds(5),
                BreakDuration = TimeSpan.FromSeconds(2),
            })
        .AddTimeout(Patience)
        .Build();

    public async Task<GateDecision> Check(RunTask command)
    {
        try
        {
            var header = await _pipeline.ExecuteAsync(async token => Answered(await store.LoadHeader(command.TaskId, token)));
            var (decision, reason) = header.Match(
                read => Decide(command, read), isGone => isGone ? (GateDecision.Drop, "gone") : Run, _ => Run, _ => Run);
            if (reason is not null)
            {
                metrics?.Drop(command, reason);
            }

            return decision;
        }
        catch (Exception exception) when (IsAway(exception))
        {
            return GateDecision.Run;
        }
    }

    /// <summary>
    /// What the row knows of a command's attempt: <see langword="null"/> when nothing, and also when the row cannot be read, which is then
    /// said.
    /// </summary>
    public async Task<(bool IsKnown, AttemptRecord? Record)> Attempt(RunTask command)
    {
        try
        {
            var row = await _pipeline.ExecuteAsync(async token => Answered(await store.Load(command.TaskId, token)));
            return row.Match<(bool, AttemptRecord?)>(
                read =>
                    (true, read.Task.Attempts.FirstOrDefault(record => record.Number == command.Attempt)), _ =>
                        (true, null), _ => (false, null), _ => (false, null));
        }
        catch (Exception exception) when (IsAway(exception))
        {
            return (false, null);
        }
    }

    /// <summary>The pipeline counts failures of the store: what it says of one row is none.</summary>
    private static Reading<T> Answered<T>(Reading<T> reading) =>
        reading is Reading<T>.Unavailable { Failure: var failure }
            ? throw new TaskStoreUnavailableException(failure.Message, failure)
            : reading;

    private static bool IsAway(Exception exception) =>
        exception is TaskStoreUnavailableException or TimeoutRejectedException or BrokenCircuitException;

    private static (GateDecision Decision, string? Reason) Decide(RunTask command, TaskHeader header) => header switch
    {
        { Attempt: var attempt } when attempt > command.Attempt => (GateDecision.Drop, "overtaken"),
        // Scheduled is not an end: a due command may be here before its row says that it was sent.
        { Attempt: var attempt, State: { } state } when attempt == command.Attempt && (state.IsTerminal() || state == TaskState.Retrying) =>
            (GateDecision.Drop, "ended"),
        { IsCancelRequested: true } => (GateDecision.Cancel, "canceled"),
        // Unknown is a state of a later release's: like a store that does not answer, it tells nothing against running.
        _ => Run,
    };
}

/// <summary>What to do with a command.</summary>
internal enum GateDecision
{
    /// <summary>Run it.</summary>
    Run,

    /// <summary>It has been overtaken: the attempt has ended, or a newer one exists.</summary>
    Drop,

    /// <summary>Somebody asked for the task to be cancelled.</summary>
    Cancel,
}
