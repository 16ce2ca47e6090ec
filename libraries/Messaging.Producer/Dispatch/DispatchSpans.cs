using System.Diagnostics;
using System.Globalization;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Tracing;

namespace Messaging.Producer.Dispatch;

/// <summary>Spans of what gets commands to the broker, and of the time that tasks wait for that.</summary>
internal static class DispatchSpans
{
    /// <summary>The contexts that an attempt links to; <see langword="null"/> when nobody records its trace.</summary>
    public static IReadOnlyList<string>? LinksOf(TaskSaga row)
    {
        if (!TraceContexts.IsRecorded(row.TraceParent))
        {
            return null;
        }

        var before = row.Attempts.LastOrDefault(attempt => attempt.Number < row.NextAttempt && attempt.TraceParent is not null);
        return before is null ? [row.TraceParent!] : [row.TraceParent!, before.TraceParent!];
    }

    /// <summary>
    /// Begins the sending of a command, as part of its task's trace, and gives the command that context. In a trace that nobody records the
    /// command keeps what it has.
    /// </summary>
    public static Activity? StartSend(ref RunTask command)
    {
        if (!TaskTracing.Source.HasListeners() || (command.TraceParent is not null && !TraceContexts.IsRecorded(command.TraceParent)))
        {
            return null;
        }

        var queue = QueueNames.Task(command.Queue);
        var span = TaskTracing.Start(
            $"send {queue}",
            ActivityKind.Producer,
            TraceContexts.Parse(command.TraceParent, command.TraceState),
            TraceContexts.Links((command.TraceLinks ?? []).Skip(1)));
        if (span is null)
        {
            return null;
        }

        command = command with { TraceParent = span.Id, TraceState = span.TraceStateString };
        if (span.IsAllDataRequested)
        {
            span.SetOperation("send", queue);
            span.SetTask(command.TaskId, command.Name, command.Queue, command.Attempt);
            span.SetState(TaskState.Queued);
        }

        return span;
    }

    /// <summary>Tells how long a row has waited for its dispatch, and what for.</summary>
    /// <param name="row">The row as it was then.</param>
    /// <param name="until">When its command was sent.</param>
    public static void TellWait(TaskSaga row, DateTimeOffset until)
    {
        if (!TaskTracing.Source.HasListeners() || !TraceContexts.IsRecorded(row.TraceParent))
        {
            return;
        }

        var (reason, since) = WaitOf(row);
        using var span = TaskTracing.Start(
            $"wait {reason}",
            ActivityKind.Internal,
            TraceContexts.Parse(row.TraceParent, row.TraceState),
            TraceContexts.Links((LinksOf(row) ?? []).Skip(1)),
            since < until ? since : until);
        if (span is not null)
        {
            span.SetTask(row.CorrelationId, row.Name, row.Queue, row.NextAttempt);
            span.SetState(row.State);
            span.SetTag(TraceAttributes.DueAt, row.Due?.ToString("O", CultureInfo.InvariantCulture));
            span.SetEndTime(until.UtcDateTime);
        }
    }

    private static (string Reason, DateTimeOffset Since) WaitOf(TaskSaga row)
    {
        var since = row.LatestAttempt?.FinishedAt ?? row.SubmittedAt ?? row.CreatedAt;
        return row switch
        {
            { Replay: { } replay } when replay.Attempt == row.NextAttempt => ("replay", replay.RequestedAt),
            { State: TaskState.Queued } => ("outbox", since),
            { State: TaskState.Retrying } => ("retry", since),
            { State: TaskState.Parked } => ("worker", since),
            { Rank: TaskRank.Deferred } => ("deferral", since),
            _ => ("schedule", since),
        };
    }
}
