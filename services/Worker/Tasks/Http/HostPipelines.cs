using System.Collections.Concurrent;
using Messaging.Tasks;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Messaging.Worker.Tasks.Http;

/// <summary>How a host is called: a few quick tries, each with its time limit, and none while the host keeps failing. One host's failures leave the others alone.</summary>
internal sealed class HostPipelines(IOptions<RequestHttpOptions> options, TimeProvider clock)
{
    public static readonly ResiliencePropertyKey<TimeSpan> Timeout = new("try-timeout");

    // Past it all are forgotten, which costs a few calls to hosts that are down, and bounds what callers can make us remember.
    private const int HostLimit = 1_000;

    private readonly ConcurrentDictionary<string, ResiliencePipeline<HttpAnswer>> _pipelines = new(StringComparer.OrdinalIgnoreCase);

    public ResiliencePipeline<HttpAnswer> For(Uri uri)
    {
        if (_pipelines.Count >= HostLimit)
        {
            _pipelines.Clear();
        }

        return _pipelines.GetOrAdd(uri.Authority, _ => Build());
    }

    private ResiliencePipeline<HttpAnswer> Build()
    {
        var builder = new ResiliencePipelineBuilder<HttpAnswer> { TimeProvider = clock };
        if (options.Value.Tries > 1)
        {
            builder.AddRetry(Retry());
        }

        return builder.AddCircuitBreaker(Breaker()).AddTimeout(new TimeoutStrategyOptions
        {
            TimeoutGenerator = arguments => ValueTask.FromResult(arguments.Context.Properties.GetValue(Timeout, options.Value.Timeout)),
        }).Build();
    }

    private RetryStrategyOptions<HttpAnswer> Retry() => new()
    {
        MaxRetryAttempts = options.Value.Tries - 1,
        BackoffType = DelayBackoffType.Exponential,
        Delay = options.Value.RetryDelay,
        UseJitter = true,
        ShouldHandle = arguments => ValueTask.FromResult(IsWorthAnotherTry(arguments.Outcome)),
        DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryAfter),
    };

    private CircuitBreakerStrategyOptions<HttpAnswer> Breaker() => new()
    {
        MinimumThroughput = options.Value.BreakerMinimumCalls,
        FailureRatio = options.Value.BreakerFailureRatio,
        SamplingDuration = options.Value.BreakerWindow,
        BreakDuration = options.Value.BreakerPause,
        ShouldHandle = arguments => ValueTask.FromResult(IsOutage(arguments.Outcome)),
    };

    private bool IsWorthAnotherTry(Outcome<HttpAnswer> outcome) =>
        IsSilence(outcome.Exception) || (outcome.Result is { IsTransient: true } answer && !(answer.RetryAfter > options.Value.LongestWait));

    private static bool IsOutage(Outcome<HttpAnswer> outcome) => IsSilence(outcome.Exception) || outcome.Result is { IsServerError: true };

    // A connection that we refuse to open says nothing about the host.
    private static bool IsSilence(Exception? exception) =>
        exception is TimeoutRejectedException or IOException or HttpRequestException { InnerException: not PermanentTaskException };
}
