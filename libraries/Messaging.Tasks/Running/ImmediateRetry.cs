using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Messaging.Tasks.Running;

/// <summary>
/// Runs a handler again within its attempt after an error that may pass soon. Ends with the attempt: whoever waits for a retry when the
/// token fires gives up.
/// </summary>
internal sealed class ImmediateRetry(TimeProvider clock, IRandomSource random, ILogger logger)
{
    /// <summary>Runs a handler and, as the policy says, runs it again.</summary>
    /// <param name="policy">How often and after what.</param>
    /// <param name="context">The attempt.</param>
    /// <param name="handler">Creates a handler and runs it.</param>
    public Task<TResult> Run<TResult>(TaskPolicy policy, TaskContext context, Func<Task<TResult>> handler) =>
        policy.ImmediateRetries == 0
            ? handler()
            : Pipeline(policy, context).ExecuteAsync(async _ => await handler(), context.CancellationToken).AsTask();

    private ResiliencePipeline Pipeline(TaskPolicy policy, TaskContext context) => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = policy.ImmediateRetries,
            Delay = policy.ImmediateRetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Randomizer = random.NextSample,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } exception
                    && !context.CancellationToken.IsCancellationRequested
                    && IsWorthIt(policy, exception)),
            OnRetry = arguments =>
            {
                // Without the exception, whose text may quote what the task was given.
                logger.LogWarning(
                    "{TaskName} {TaskId} attempt {Attempt} failed with {ErrorType} and is tried again within the attempt, retry "
                        + "{Retry} of {Retries} in {Delay}",
                    context.Name,
                    context.TaskId,
                    context.Attempt,
                    arguments.Outcome.Exception?.GetType().Name,
                    arguments.AttemptNumber + 1,
                    policy.ImmediateRetries,
                    arguments.RetryDelay);
                if (arguments.Outcome.Exception is { } exception && logger.IsEnabled(LogLevel.Debug))
                {
                    // As a text: a logger would ask the exception for one, which may throw.
                    logger.LogDebug(
                        "What {TaskName} {TaskId} attempt {Attempt} failed with: {Error}",
                        context.Name,
                        context.TaskId,
                        context.Attempt,
                        ExceptionText.Of(exception));
                }

                return ValueTask.CompletedTask;
            },
        })
        .Build();

    private static bool IsWorthIt(TaskPolicy policy, Exception exception)
    {
        try
        {
            return policy.IsWorthImmediateRetry(exception);
        }
#pragma warning disable CA1031 // The filter is the author's code too. It is asked, and its failure told, again when the attempt ends.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
