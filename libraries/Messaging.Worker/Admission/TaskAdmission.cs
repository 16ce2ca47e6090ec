using System.Globalization;
using Messaging.Contracts;
using Messaging.Lifecycle.Limits;
using Messaging.Lifecycle.Storage;
using Messaging.Tasks.Policies;
using Messaging.Tasks.Registration;
using Messaging.Tasks.Running;
using Messaging.Worker.Metrics;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Admission;

/// <summary>
/// Asks all that may hold an attempt back: pauses, limits, mutual exclusion. Where limits cannot be asked for, limited tasks wait: a limit
/// that is not kept is worse than a delay.
/// Tasks without limits never ask.
/// </summary>
internal sealed class TaskAdmission(
    TaskRegistry registry,
    PauseCache pauses,
    ITaskLimits limits,
    LimitLeases leases,
    IRandomSource random,
    TimeProvider clock,
    ILogger<TaskAdmission> logger,
    AttemptMetrics? metrics = null)
{
    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseWithoutStore = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPauseWhenFull = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxJitter = TimeSpan.FromSeconds(1);

    private readonly AdmissionDecision _granted = new AdmissionDecision.Granted(null);

    /// <summary>Asks for one attempt. Never throws because a limit cannot be asked for.</summary>
    public Task<AdmissionDecision> Ask(RunTask command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (pauses.OfType(command.Name) is { } pause)
        {
            return Task.FromResult<AdmissionDecision>(Later(command, "pause", PauseBetweenLooks, pause.Describe()));
        }

        return registry.TryGet(command.Name, out var definition) && definition.Policy.Limit is { IsEmpty: false } limit
            ? Ask(command, limit)
            : Task.FromResult(_granted);
    }

    private async Task<AdmissionDecision> Ask(RunTask command, TaskLimit limit)
    {
        var request = new LimitRequest(
            limit.PerKey ? $"{command.Name}\n{command.Key}" : command.Name,
            string.Create(CultureInfo.InvariantCulture, $"{command.TaskId:N}:{command.Attempt}"),
            limit.MaxConcurrent,
            limit.Rate?.Count,
            limit.Rate?.Period ?? TimeSpan.Zero,
            LimitLeases.Duration);
        var subject = limit.PerKey ? $"type {command.Name} for key {command.Key ?? "(none)"}" : $"type {command.Name}";
        try
        {
            return await limits.Acquire(request, CancellationToken.None).WaitAsync(Patience, clock) switch
            {
                LimitAnswer.Full =>
                    Later(command, "limit", PauseWhenFull(command.Deferrals), $"concurrency limit {limit.MaxConcurrent} of {subject}"),
                LimitAnswer.TooFast(var wait) =>
                    Later(
                        command,
                        "rate",
                        wait + (Shorter(limit.Rate!.Period / 10, MaxJitter) * random.NextSample()),
                        $"rate limit {limit.Rate.Count} per {limit.Rate.Period} of {subject}"),
                _ when limit.MaxConcurrent is null => _granted,
                _ => new AdmissionDecision.Granted(leases.Keep(request)),
            };
        }
        catch (Exception exception) when (exception is TaskStoreUnavailableException or TimeoutException)
        {
            logger.LogDebug(exception, "Whether {TaskName} may run cannot be found out", command.Name);
            return Later(
                command,
                "store-unavailable",
                PauseWithoutStore + (MaxJitter * random.NextSample()),
                $"the limits of {subject} cannot be checked: the store does not answer");
        }
    }

    private AdmissionDecision.Deferred Later(RunTask command, string kind, TimeSpan wait, string reason)
    {
        metrics?.PutOff(command, kind);
        return new AdmissionDecision.Deferred(clock.GetUtcNow() + wait, reason);
    }

    /// <summary>
    /// Nobody knows when a place will be free: a task that was put off often comes back less often. Half of the pause is drawn, so that
    /// those put off together do not return together.
    /// </summary>
    private TimeSpan PauseWhenFull(int deferrals) =>
        Shorter(TimeSpan.FromSeconds(1 << Math.Clamp(deferrals, 0, 5)), LongestPauseWhenFull) * (0.5 + (random.NextSample() / 2));

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

/// <summary>Whether an attempt may begin now.</summary>
internal abstract record AdmissionDecision
{
    private AdmissionDecision()
    {
    }

    /// <summary>It may. Disposing gives back what it took.</summary>
    public sealed record Granted(IAsyncDisposable? Taken) : AdmissionDecision, IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Taken?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>Not before a time.</summary>
    public sealed record Deferred(DateTimeOffset Until, string Reason) : AdmissionDecision;
}
