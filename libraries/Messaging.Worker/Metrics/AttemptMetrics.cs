using System.Diagnostics;
using System.Diagnostics.Metrics;
using Messaging.Contracts;
using Messaging.Lifecycle.Metrics;
using Messaging.Tasks;
using Messaging.Tasks.Registration;

namespace Messaging.Worker.Metrics;

/// <summary>
/// Measures the attempts that run here: how long they waited and ran, how they ended, and which commands did not come to that. Listed in
/// <c>docs/operations/metrics.md</c>.
/// </summary>
internal sealed class AttemptMetrics
{
    private readonly MetricNames _names;
    private readonly TaskRegistry _registry;
    private readonly TimeProvider _clock;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _run;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _deferrals;
    private readonly Counter<long> _dropped;

    public AttemptMetrics(IMeterFactory meters, MetricNames names, TaskRegistry registry, TimeProvider clock)
    {
        names.Learn(registry.Definitions.Select(definition => definition.Name));
        (_names, _registry, _clock) = (names, registry, clock);
        var meter = meters.Create(TaskTags.Meter);
        _wait = meter.CreateHistogram(
            "messaging.task.wait.duration",
            "s",
            "How long attempts waited for their handler since they were submitted or due.",
            advice: DurationBuckets.Tasks);
        _run = meter.CreateHistogram("messaging.task.run.duration", "s", "How long handlers ran.", advice: DurationBuckets.Tasks);
        _attempts = meter.CreateCounter<long>("messaging.task.attempts", "{attempt}", "Attempts that ended on a worker.");
        _retries = meter.CreateCounter<long>(
            "messaging.task.retries", "{attempt}", "Attempts that failed and are to be followed by another.");
        _deferrals = meter.CreateCounter<long>("messaging.task.deferrals", "{deferral}", "Times that a worker put a task off.");
        _dropped = meter.CreateCounter<long>(
            "messaging.worker.gate.dropped", "{command}", "Commands that were not run, since their row said so.");
    }

    /// <summary>Measures the wait of an attempt that begins now.</summary>
    /// <returns>When it began, for <see cref="End"/>.</returns>
    public long Begin(RunTask command)
    {
        // The time is another machine's: one that is ahead of ours is no negative wait.
        if (_wait.Enabled && command.ReadyAt is { } ready && HasHandler(command))
        {
            _wait.Record(Math.Max(0, (_clock.GetUtcNow() - ready).TotalSeconds), TagsOf(command));
        }

        return _clock.GetTimestamp();
    }

    /// <summary>Counts an attempt that has ended, and measures its run.</summary>
    public void End(RunTask command, TaskOutcome outcome, long begun)
    {
        if (!_attempts.Enabled && !_run.Enabled && !_retries.Enabled && !_deferrals.Enabled)
        {
            return;
        }

        var tags = TagsOf(command);
        if (outcome is TaskOutcome.Failed { RetryAt: not null })
        {
            _retries.Add(1, tags);
        }

        if (PutOffBy(outcome) is { } reason)
        {
            PutOff(command, reason);
        }

        tags.Add(TaskTags.Outcome, TextOf(outcome));
        _attempts.Add(1, tags);
        if (outcome is not (TaskOutcome.Parked or TaskOutcome.Expired))
        {
            _run.Record(_clock.GetElapsedTime(begun).TotalSeconds, tags);
        }
    }

    /// <summary>Counts a task that was put off.</summary>
    public void PutOff(RunTask command, string reason) => Count(_deferrals, command, reason);

    /// <summary>Counts a command that was dropped.</summary>
    public void Drop(RunTask command, string reason) => Count(_dropped, command, reason);

    private static string? PutOffBy(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Deferred => "handler",
        TaskOutcome.Parked => "unknown-name",
        TaskOutcome.Stopped => "worker-stopped",
        _ => null,
    };

    private static string TextOf(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Failed { RetryAt: not null } => "retrying",
        _ => outcome.GetType().Name.ToLowerInvariant(),
    };

    private bool HasHandler(RunTask command) => !(command.ExpiresAt <= _clock.GetUtcNow()) && _registry.TryGet(command.Name, out _);

    private void Count(Counter<long> counter, RunTask command, string reason)
    {
        if (counter.Enabled)
        {
            var tags = TagsOf(command);
            tags.Add(TaskTags.Reason, reason);
            counter.Add(1, tags);
        }
    }

    private TagList TagsOf(RunTask command) =>
        new() { { TaskTags.Name, _names.OfTask(command.Name) }, { TaskTags.Queue, _names.OfQueue(command.Queue) } };
}
