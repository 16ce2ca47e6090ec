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

    /// <summary>How long a task that no handler here knows is put off, so that a newer worker may take it.</summary>
    public static readonly TimeSpan UnknownNameDelay = TimeSpan.FromSeconds(30);

    private int _leakedHandlers;

    /// <summary>Handlers that ignored their token past the grace and are still running.</summary>
    public int LeakedHandlers => Volatile.Read(ref _leakedHandlers);

    /// <summary>How many attempts a command may use, by its type's policy and its own override; <see langword="null"/> for an unknown name.</summary>
    public int? MaxAttempts(RunTask command) =>
        registry.TryGet(command.Name, out var definition) ? definition.Policy.With(command.Retry).MaxAttempts : null;

    /// <summary>Runs one attempt. Never throws because of the handler: a failure is an outcome.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="progress">Where the handler's reports go.</param>
    /// <param name="cancellationToken">Fires when the attempt should stop; the outcome is then <see cref="TaskOutcome.Stopped"/> unless the handler ended first.</param>
    public async Task<TaskOutcome> Run(RunTask command, IProgress<TaskProgress>? progress, CancellationToken cancellationToken)
    {
        if (command.ExpiresAt <= clock.GetUtcNow())
        {
            return new TaskOutcome.Expired();
        }

        if (!registry.TryGet(command.Name, out var definition))
        {
            return new TaskOutcome.Deferred(clock.GetUtcNow() + UnknownNameDelay, $"No handler on this worker is named '{command.Name}'.");
        }

        var policy = definition.Policy.With(command.Retry);
        return await RunLimited(command, definition, policy, progress, cancellationToken);
    }

    private async Task<TaskOutcome> RunLimited(RunTask command, TaskDefinition definition, TaskPolicy policy, IProgress<TaskProgress>? progress, CancellationToken cancellationToken)
    {
        var limit = policy.TimeLimitOr(command.TimeLimit);
        var timeout = new CancellationTokenSource(limit, clock);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var context = new TaskContext(command.TaskId, command.Name, command.Attempt, policy.MaxAttempts, stop.Token, progress);
        // On the pool: a handler that blocks must hold neither the consumer's thread nor the limits below.
        var attempt = Task.Run(() => Invoke(definition, command, context), CancellationToken.None);
        // The sources outlive this method when the handler is left behind: its token must stay usable. They may also be gone
        // by the next line, when the handler is quick: from here on only the token, which stays valid, is used.
        var finished = attempt.ContinueWith(_ => Dispose(timeout, stop), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (!await Ends(attempt, policy.CancelGrace, context.CancellationToken))
        {
            CountLeak(finished, command);
            return cancellationToken.IsCancellationRequested ? new TaskOutcome.Stopped() : TimedOut(command, policy, limit, handlerLeftBehind: true);
        }

        try
        {
            return new TaskOutcome.Succeeded(await attempt);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new TaskOutcome.Stopped();
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
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
            logger.LogError(filterFailure, "Retry filter of {TaskName} threw; {TaskId} attempt {Attempt} fails without a retry", command.Name, command.TaskId, command.Attempt);
            return new TaskOutcome.Failed(error, RetryAt: null);
        }
    }

    private void CountLeak(Task finished, RunTask command)
    {
        Interlocked.Increment(ref _leakedHandlers);
        logger.LogWarning("Handler of {TaskName} {TaskId} attempt {Attempt} ignores its cancellation token and was left behind", command.Name, command.TaskId, command.Attempt);
        _ = finished.ContinueWith(_ => Interlocked.Decrement(ref _leakedHandlers), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static void Dispose(CancellationTokenSource timeout, CancellationTokenSource stop)
    {
        stop.Dispose();
        timeout.Dispose();
    }
}
