using System.Diagnostics;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Tracing;

namespace Messaging.Producer.Submission;

/// <summary>
/// The span that a task's trace begins with, per task of a submission. A task that comes alone belongs to the trace of its request. Those
/// of a batch get traces of
/// their own, linked to the request: a thousand tasks in one trace are nothing that anybody could look at.
/// </summary>
internal sealed class SubmissionSpans : IDisposable
{
    private readonly Activity?[] _spans;

    private SubmissionSpans(IReadOnlyList<TaskSubmitted> tasks, Activity?[] spans)
    {
        _spans = spans;
        Tasks = spans.Length == 0
            ? tasks
            :
            [
                .. tasks.Zip(
                    spans, (task, span) => span is null ? task : task with { TraceParent = span.Id, TraceState = span.TraceStateString }),
            ];
    }

    /// <summary>The tasks, with the trace context of their spans.</summary>
    public IReadOnlyList<TaskSubmitted> Tasks { get; }

    /// <summary>Begins the spans. What follows belongs to the span of a task that comes alone.</summary>
    public static SubmissionSpans Begin(IReadOnlyList<TaskSubmitted> tasks)
    {
        if (!TaskTracing.Source.HasListeners())
        {
            return new SubmissionSpans(tasks, []);
        }

        var spans = tasks.Select(task => Begin(task, isAlone: tasks.Count == 1)).ToArray();
        if (spans is [{ } only])
        {
            Activity.Current = only;
        }

        return new SubmissionSpans(tasks, spans);
    }

    /// <summary>Says what became of each task, in the order given.</summary>
    public void Told(IReadOnlyList<SubmissionOutcome> outcomes, Func<Guid, string> urlOf)
    {
        foreach (var (span, outcome) in _spans.Zip(outcomes))
        {
            if (span is null or { IsAllDataRequested: false })
            {
                continue;
            }

            switch (outcome)
            {
                case SubmissionOutcome.Accepted(var row):
                    span.SetState(row.State);
                    span.SetTag(TraceAttributes.TaskUrl, urlOf(row.CorrelationId));
                    break;
                case SubmissionOutcome.Repeated(var row):
                    span.SetState(row.State);
                    foreach (var first in TraceContexts.Links(row.TraceParent))
                    {
                        span.AddLink(first);
                    }

                    break;
                default:
                    span.SetError(outcome.GetType().Name.ToLowerInvariant(), null);
                    break;
            }
        }
    }

    /// <summary>Ends the spans.</summary>
    public void Dispose()
    {
        foreach (var span in _spans)
        {
            span?.Dispose();
        }
    }

    private static Activity? Begin(TaskSubmitted task, bool isAlone)
    {
        var queue = QueueNames.Task(task.Queue);
        var request = TraceContexts.Parse(task.TraceParent, task.TraceState);
        var span = isAlone
            ? TaskTracing.Start($"create {queue}", ActivityKind.Producer, request)
            : TaskTracing.Start($"create {queue}", ActivityKind.Producer, default, TraceContexts.Links(task.TraceParent));
        if (span is { IsAllDataRequested: true })
        {
            span.SetOperation("create", queue);
            span.SetTask(task.TaskId, task.Name, task.Queue, 1);
        }

        return span;
    }
}
