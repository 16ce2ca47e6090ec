using System.Diagnostics.Metrics;
using Messaging.Lifecycle.Metrics;

namespace Messaging.Producer.Submission;

/// <summary>Counts tasks that were accepted and those that were not. Listed in <c>docs/operations/metrics.md</c>.</summary>
internal sealed class SubmissionMetrics
{
    private readonly MetricNames _names;
    private readonly Counter<long> _submitted;
    private readonly Counter<long> _refused;

    public SubmissionMetrics(IMeterFactory meters, MetricNames names)
    {
        _names = names;
        var meter = meters.Create(TaskTags.Meter);
        _submitted = meter.CreateCounter<long>("messaging.task.submitted", "{task}", "Tasks that were accepted.");
        _refused = meter.CreateCounter<long>("messaging.task.refused", "{task}", "Tasks that were not accepted.");
    }

    /// <summary>Counts what became of submissions. One that repeats another is neither.</summary>
    public void Count(IEnumerable<SubmissionOutcome> outcomes)
    {
        if (!_submitted.Enabled && !_refused.Enabled)
        {
            return;
        }

        foreach (var outcome in outcomes)
        {
            Count(outcome);
        }
    }

    /// <summary>Counts a body that could not be taken.</summary>
    public void RefuseBody(bool isTooLarge) => Refuse(isTooLarge ? "too-large" : "unreadable");

    /// <summary>Counts submissions that were not accepted.</summary>
    public void Refuse(string reason, int tasks = 1) => _refused.Add(tasks, new KeyValuePair<string, object?>(TaskTags.Reason, reason));

    private void Count(SubmissionOutcome outcome)
    {
        switch (outcome)
        {
            case SubmissionOutcome.Accepted(var row):
                _submitted.Add(
                    1,
                    new KeyValuePair<string, object?>(TaskTags.Name, _names.OfTask(row.Name)),
                    new KeyValuePair<string, object?>(TaskTags.Queue, _names.OfQueue(row.Queue)));
                break;
            case SubmissionOutcome.Invalid(var submission):
                Refuse(submission.AreArgumentsTooLarge ? "too-large" : "invalid");
                break;
            case SubmissionOutcome.Conflict:
                Refuse("conflict");
                break;
            case SubmissionOutcome.Gone:
                Refuse("gone");
                break;
            case SubmissionOutcome.Damaged:
                Refuse("damaged");
                break;
            case SubmissionOutcome.Unavailable:
                Refuse("store-unavailable");
                break;
        }
    }
}
