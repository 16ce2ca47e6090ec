using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Worker.Metrics;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Messaging.Worker.Execution;

/// <summary>Looks at a row's header before a command is run, so that repeated, overtaken and cancelled ones are not. Fails open: without the store, work goes on.</summary>
internal sealed class TaskGate(ITaskStore store, TimeProvider clock, AttemptMetrics? metrics = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions { FailureRatio = 0.9, MinimumThroughput = 3, SamplingDuration = TimeSpan.FromSeconds(5), BreakDuration = TimeSpan.FromSeconds(2) })
        .AddTimeout(Patience)
        .Build();

    public async Task<GateDecision> Check(RunTask command)
    {
        try
        {
            var (decision, reason) = Decide(command, await _pipeline.ExecuteAsync(async token => await store.LoadHeader(command.TaskId, token)));
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

    /// <summary>What the row knows of a command's attempt: <see langword="null"/> when nothing, and also when the row cannot be read, which is then said.</summary>
    public async Task<(bool IsKnown, AttemptRecord? Record)> Attempt(RunTask command)
    {
        try
        {
            var rows = await _pipeline.ExecuteAsync(async token => await store.Load([command.TaskId], token));
            var row = rows[0] is { } bytes ? TaskRowCodec.Decode(command.TaskId, bytes) : null;
            return (true, row?.Attempts.FirstOrDefault(record => record.Number == command.Attempt));
        }
        catch (Exception exception) when (IsAway(exception) || exception is JsonException)
        {
            return (false, null);
        }
    }

    // A header of another layout is a newer release's, in the middle of an upgrade.
    private static bool IsAway(Exception exception) =>
        exception is TaskStoreUnavailableException or TimeoutRejectedException or BrokenCircuitException or FormatException;

    private static (GateDecision Decision, string? Reason) Decide(RunTask command, TaskHeader? header) => header switch
    {
        null => (GateDecision.Run, null),
        { IsTombstone: true } => (GateDecision.Drop, "gone"),
        { Attempt: var attempt } when attempt > command.Attempt => (GateDecision.Drop, "overtaken"),
        // Scheduled is not an end: a due command may be here before its row says that it was sent.
        { Attempt: var attempt, State: { } state } when attempt == command.Attempt && (state.IsTerminal() || state == TaskState.Retrying) => (GateDecision.Drop, "ended"),
        { IsCancelRequested: true } => (GateDecision.Cancel, "canceled"),
        // Unknown is a state of a later release's: like a store that does not answer, it tells nothing against running.
        _ => (GateDecision.Run, null),
    };
}
