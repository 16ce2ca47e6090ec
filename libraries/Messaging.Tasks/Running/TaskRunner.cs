using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Tasks.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.Tasks.Running;

/// <summary>Runs one attempt of a task under its limits and says how it ended. Knows nothing of buses, stores or HTTP.</summary>
public sealed class TaskRunner(
    TaskRegistry registry, IServiceScopeFactory scopes, TimeProvider clock, IRandomSource random, ILogger<TaskRunner> logger)
{
    /// <summary>Largest result, in bytes of JSON: 256 KiB.</summary>
    public const int ResultLimit = 256 * 1024;

    private readonly ImmediateRetry _immediateRetry = new(clock, random, logger);

    private int _leakedHandlers;

    /// <summary>Handlers that ignored their token past the grace and are still running.</summary>
    public int LeakedHandlers => Volatile.Read(ref _leakedHandlers);

    /// <summary>
    /// How many attempts a command may use, by its type's policy and its own override; <see langword="null"/> for an unknown name.
    /// </summary>
    public int? MaxAttempts(RunTask command) =>
        registry.TryGet(command.Name, out var definition) ? definition.Policy.With(command.Retry).MaxAttempts : null;

    /// <summary>The longest that an attempt of a command may take, until its handler is left behind; zero for an unknown name.</summary>
    public TimeSpan LongestRun(RunTask command) =>
        registry.TryGet(command.Name, out var definition)
            ? definition.Policy.TimeLimitOr(command.TimeLimit) + definition.Policy.CancelGrace
            : TimeSpan.Zero;

    /// <summary>
    /// Runs one attempt that nobody cancels and whose log nobody reads. Never throws because of the handler: a failure is an outcome.
    /// </summary>
    /// <param name="command">What to run.</param>
    /// <param name="progress">Where the handler's reports go.</param>
    /// <param name="cancellationToken">Fires when the attempt should stop; the outcome is then <see cref="TaskOutcome.Stopped"/> unless the
    /// handler ended first.</param>
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
        var context = new TaskContext(
            command.TaskId,
            command.Name,
            command.Attempt,
            policy.MaxAttempts,
            limits.Stop,
            signals.Progress)
        {
            SoftLimit = limits.Soft,
            LogLines = signals.Log,
        };
        // On the pool: a handler that blocks must hold neither the consumer's thread nor the limits below. Everything that is the author's
        // code runs there, what it says of its failures too.
        var attempt = Task.Run(() => Attempt(command, definition, policy, context, limits, signals), CancellationToken.None);
        // The sources outlive this method when the handler is left behind: its token must stay usable. They may also be gone
        // by the next line, when the handler is quick: from here on only the tokens, which stay valid, are used.
        var fired = limits.Fired;
        var finished = attempt.ContinueWith(
            _ => limits.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (await Ends(attempt, policy.CancelGrace, fired))
        {
            return await attempt;
        }

        CountLeak(finished, command);
        return signals.CancelRequested.IsCancellationRequested ? new TaskOutcome.Canceled()
            : signals.Stop.IsCancellationRequested ? new TaskOutcome.Stopped(IsLeftBehind: true)
            : Failed(command, policy, new TimeLimitException(), TaskErrors.TimedOut(limit, handlerLeftBehind: true));
    }

    private async Task<TaskOutcome> Attempt(
        RunTask command, TaskDefinition definition, TaskPolicy policy, TaskContext context, AttemptLimits limits, AttemptSignals signals)
    {
        try
        {
            return new TaskOutcome.Succeeded(await _immediateRetry.Run(policy, context, () => Invoke(definition, command, context)));
        }
#pragma warning disable CA1031 // Whatever a handler throws is data: it ends the attempt, not the worker.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return OutcomeOf(exception, command, policy, limits, signals);
        }
    }

    /// <summary>
    /// What a handler has thrown is what counts, also where it waited for it with <c>Wait()</c> or called it by reflection.
    /// </summary>
    private static Exception CauseOf(Exception exception)
    {
        // A loop: only some builds turn a recursion into one, and in the others a long chain would end the process.
        while (true)
        {
            switch (exception)
            {
                case AggregateException { InnerExceptions: [var only] }:
                    exception = only;
                    break;
                case TargetInvocationException { InnerException: { } thrown }:
                    exception = thrown;
                    break;
                default:
                    return exception;
            }
        }
    }

    /// <summary>
    /// Libraries translate a cancellation into errors of their own, so what was thrown after the token has fired counts as its cause.
    /// Nobody wants a cancelled task tried again, and a worker
    /// that stops gives back what it cuts short; of a time limit a handler may itself say what follows.
    /// </summary>
    private TaskOutcome OutcomeOf(Exception exception, RunTask command, TaskPolicy policy, AttemptLimits limits, AttemptSignals signals) =>
        exception switch
        {
            _ when signals.CancelRequested.IsCancellationRequested => new TaskOutcome.Canceled(),
            TaskDeferredException deferral =>
                new TaskOutcome.Deferred(Bounded(deferral.Until), ExceptionText.Cut(deferral.Message, TaskDeferredException.ReasonLimit)),
            // The work was done: another attempt would only do it once more.
            UnwritableResultException => Failed(command, policy, exception, TaskErrors.From(exception)),
            _ when signals.Stop.IsCancellationRequested => new TaskOutcome.Stopped(IsLeftBehind: false),
            not (PermanentTaskException or RetryAfterException) when limits.IsTimeUp =>
                Failed(
                    command,
                    policy,
                    new TimeLimitException(),
                    TaskErrors.TimedOut(policy.TimeLimitOr(command.TimeLimit), handlerLeftBehind: false, exception)),
            _ => Failed(command, policy, exception, TaskErrors.From(exception)),
        };

    private DateTimeOffset Bounded(DateTimeOffset until)
    {
        var now = clock.GetUtcNow();
        return now + new TimeSpan(
            Math.Clamp((until - now).Ticks, TaskDeferredException.Soonest.Ticks, TaskDeferredException.Furthest.Ticks));
    }

    private async Task<JsonElement> Invoke(TaskDefinition definition, RunTask command, TaskContext context)
    {
        var scope = scopes.CreateAsyncScope();
        JsonElement result;
        try
        {
            result = await definition.Invoke(scope.ServiceProvider, command.Arguments, context);
        }
        catch (Exception exception)
        {
            await EndScope(scope, command);
            if (CauseOf(exception) is { } cause && cause != exception)
            {
                ExceptionDispatchInfo.Throw(cause);
            }

            throw;
        }

        await scope.DisposeAsync();
        return result;
    }

    /// <summary>Ends the scope of a handler that has failed: what that throws must not take the place of why.</summary>
    private async Task EndScope(AsyncServiceScope scope, RunTask command)
    {
        try
        {
            await scope.DisposeAsync();
        }
#pragma warning disable CA1031 // What handlers leave to be disposed is their authors' code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.LogWarning(
                "What {TaskName} {TaskId} attempt {Attempt} used could not be disposed after it had failed: {ErrorType}",
                command.Name,
                command.TaskId,
                command.Attempt,
                exception.GetType().Name);
            LogDetails(exception, command);
        }
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
            logger.LogError(
                "Retry filter of {TaskName} threw {ErrorType}; {TaskId} attempt {Attempt} fails without a retry",
                command.Name,
                filterFailure.GetType().Name,
                command.TaskId,
                command.Attempt);
            LogDetails(filterFailure, command);
            return new TaskOutcome.Failed(error, RetryAt: null);
        }
    }

    /// <summary>Not as an exception: a logger asks it for its text, which may throw.</summary>
    private void LogDetails(Exception exception, RunTask command)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            var text = ExceptionText.Of(exception);
            logger.LogDebug(
                "What was thrown in {TaskName} {TaskId} attempt {Attempt}: {Error}", command.Name, command.TaskId, command.Attempt, text);
        }
    }

    private void CountLeak(Task finished, RunTask command)
    {
        Interlocked.Increment(ref _leakedHandlers);
        logger.LogWarning(
            "Handler of {TaskName} {TaskId} attempt {Attempt} ignores its cancellation token and was left behind",
            command.Name,
            command.TaskId,
            command.Attempt);
        _ = finished.ContinueWith(
            _ => Interlocked.Decrement(ref _leakedHandlers),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
