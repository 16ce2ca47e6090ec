using System.Runtime.InteropServices;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Tasks.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.Tasks.Running;

/// <summary>Runs one attempt of a task under its limits and says how it ended. Knows nothing of buses, stores or HTTP.</summary>
public sealed class TaskRunner(TaskRegistry registry, IServiceScopeFactory scopes, TimeProvider clock, IRandomSource random, ILogger<TaskRunner> logger)
{
    /// <summary>Largest result, in bytes of JSON: 256 KiB.</summary>
    public const int ResultLimit = 256 * 1024;

    private readonly QuickRetry _quickRetry = new(clock, random, logger);

    private int _leakedHandlers;

    /// <summary>Handlers that ignored their token past the grace and are still running.</summary>
    public int LeakedHandlers => Volatile.Read(ref _leakedHandlers);

    /// <summary>How many attempts a command may use, by its type's policy and its own override; <see langword="null"/> for an unknown name.</summary>
    public int? MaxAttempts(RunTask command) =>
        registry.TryGet(command.Name, out var definition) ? definition.Policy.With(command.Retry).MaxAttempts : null;

    /// <summary>The longest that an attempt of a command may take, until its handler is left behind; zero for an unknown name.</summary>
    public TimeSpan LongestRun(RunTask command) =>
        registry.TryGet(command.Name, out var definition) ? definition.Policy.TimeLimitOr(command.TimeLimit) + definition.Policy.CancelGrace : TimeSpan.Zero;

    /// <summary>Runs one attempt that nobody cancels and whose log nobody reads. Never throws because of the handler: a failure is an outcome.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="progress">Where the handler's reports go.</param>
    /// <param name="cancellationToken">Fires when the attempt should stop; the outcome is then <see cref="TaskOutcome.Stopped"/> unless the handler ended first.</param>
    public Task<TaskOutcome> Run(RunTask command, IProgress<TaskProgress>? progress, CancellationToken cancellationToken) =>
        Run(command, new AttemptSignals { Stop = cancellationToken, Progress = progress });

    /// <summary>Runs one attempt. Never throws because of the handler: a failure is an outcome.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="signals">What goes between the handler and the caller while it runs.</param>
    public async Task<TaskOutcome> Run(RunTask command, AttemptSignals signals)
    {
        if (command.ExpiresAt <= clock.GetUtcNow())
        {
            return new TaskOutcome.Expired();
        }

        if (!registry.TryGet(command.Name, out var definition))
        {
            return new TaskOutcome.Parked($"No handler on this worker is named '{command.Name}'.");
        }

        var policy = definition.Policy.With(command.Retry);
        return await RunLimited(command, definition, policy, signals);
    }

    private async Task<TaskOutcome> RunLimited(RunTask command, TaskDefinition definition, TaskPolicy policy, AttemptSignals signals)
    {
        var limit = policy.TimeLimitOr(command.TimeLimit);
        var limits = new AttemptLimits(limit, policy.SoftTimeLimit, signals, clock);
        var context = new TaskContext(command.TaskId, command.Name, command.Attempt, policy.MaxAttempts, limits.Stop, signals.Progress) { SoftLimit = limits.Soft, LogLines = signals.Log };
        // On the pool: a handler that blocks must hold neither the consumer's thread nor the limits below.
        var attempt = Task.Run(() => _quickRetry.Run(policy, context, () => Invoke(definition, command, context)), CancellationToken.None);
        // The sources outlive this method when the handler is left behind: its token must stay usable. They may also be gone
        // by the next line, when the handler is quick: from here on only the tokens, which stay valid, are used.
        var finished = attempt.ContinueWith(_ => limits.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (!await Ends(attempt, policy.CancelGrace, context.CancellationToken))
        {
            CountLeak(finished, command);
            return signals.CancelRequested.IsCancellationRequested ? new TaskOutcome.Canceled()
                : signals.Stop.IsCancellationRequested ? new TaskOutcome.Stopped(IsLeftBehind: true)
                : TimedOut(command, policy, limit, handlerLeftBehind: true);
        }

        try
        {
            return new TaskOutcome.Succeeded(await attempt);
        }
        catch (Exception) when (signals.CancelRequested.IsCancellationRequested)
        {
            // Whatever it threw: nobody wants the task tried again.
            return new TaskOutcome.Canceled();
        }
        catch (TaskDeferredException deferral)
        {
            return new TaskOutcome.Deferred(Bounded(deferral.Until), deferral.Message);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return new TaskOutcome.Stopped(IsLeftBehind: false);
        }
        catch (OperationCanceledException) when (limits.IsTimeUp)
        {
            return TimedOut(command, policy, limit, handlerLeftBehind: false);
        }
#pragma warning disable CA1031 // Whatever a handler throws is data: it ends the attempt, not the worker.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failed(command, policy, exception, TaskErrors.From(exception));
        }
    }

    private DateTimeOffset Bounded(DateTimeOffset until)
    {
        var now = clock.GetUtcNow();
        return until < now ? now : until - now > TaskDeferredException.Furthest ? now + TaskDeferredException.Furthest : until;
    }

    private async Task<JsonElement> Invoke(TaskDefinition definition, RunTask command, TaskContext context)
    {
        await using var scope = scopes.CreateAsyncScope();
        var result = await definition.Invoke(scope.ServiceProvider, command.Arguments, context);
        return JsonMarshal.GetRawUtf8Value(result).Length <= ResultLimit
            ? result
            : throw new PermanentTaskException($"The result is larger than {ResultLimit / 1024} KiB. Store it and return where it is.");
    }

    private async Task<bool> Ends(Task attempt, TimeSpan grace, CancellationToken stop)
    {
        await attempt.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!attempt.IsCompleted)
        {
            await attempt.WaitAsync(grace, clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return attempt.IsCompleted;
    }

    private TaskOutcome.Failed TimedOut(RunTask command, TaskPolicy policy, TimeSpan limit, bool handlerLeftBehind) =>
        Failed(command, policy, new TimeoutException(), TaskErrors.TimedOut(limit, handlerLeftBehind));

    private TaskOutcome.Failed Failed(RunTask command, TaskPolicy policy, Exception exception, TaskError error)
    {
        var attemptsUsed = Math.Max(1, command.Attempt - command.Deferrals);
        try
        {
            return new TaskOutcome.Failed(error, clock.GetUtcNow() + policy.DelayBeforeRetry(exception, attemptsUsed, random.NextSample()));
        }
#pragma warning disable CA1031 // The filter is the author's code too. It must not hide the handler's error, nor take the worker down.
        catch (Exception filterFailure)
#pragma warning restore CA1031
        {
            // Without the exception, whose text may quote what the task was given.
            logger.LogError("Retry filter of {TaskName} threw {ErrorType}; {TaskId} attempt {Attempt} fails without a retry", command.Name, filterFailure.GetType().Name, command.TaskId, command.Attempt);
            logger.LogDebug(filterFailure, "What the retry filter of {TaskName} threw", command.Name);
            return new TaskOutcome.Failed(error, RetryAt: null);
        }
    }

    private void CountLeak(Task finished, RunTask command)
    {
        Interlocked.Increment(ref _leakedHandlers);
        logger.LogWarning("Handler of {TaskName} {TaskId} attempt {Attempt} ignores its cancellation token and was left behind", command.Name, command.TaskId, command.Attempt);
        _ = finished.ContinueWith(_ => Interlocked.Decrement(ref _leakedHandlers), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
