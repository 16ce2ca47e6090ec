using System.Collections.Concurrent;
using Messaging.Tasks;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace Messaging.BundledTasks.Http;

/// <summary>
/// How a host is called: a few quick tries, each with its time limit, and none while the host keeps failing. One host's failures leave the
/// others alone.
/// The resilience handler is given these, and does not select by authority itself: it would keep a pipeline, and a series of metrics, for
/// every host that
/// anybody ever submitted.
/// </summary>
internal sealed class HostPipelines(IOptions<RequestHttpOptions> options, TimeProvider clock)
{
    /// <summary>How many hosts are remembered. Past it all are forgotten, which costs a few calls to hosts that are down.</summary>
    public const int HostLimit = 1_000;

    /// <summary>On a request: how long one try may take.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> TryTimeout = new("try-timeout");

    private readonly ConcurrentDictionary<string, ResiliencePipeline<HttpResponseMessage>> _pipelines = new(
        StringComparer.OrdinalIgnoreCase);

    public int Count => _pipelines.Count;

    public ResiliencePipeline<HttpResponseMessage> For(HttpRequestMessage request)
    {
        var host = request.RequestUri!.Authority;
        if (_pipelines.TryGetValue(host, out var known))
        {
            return known;
        }

        if (_pipelines.Count >= HostLimit)
        {
            _pipelines.Clear();
        }

        return _pipelines.GetOrAdd(host, _ => Build());
    }

    private ResiliencePipeline<HttpResponseMessage> Build()
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = new SteadyClock(clock) };
        if (options.Value.Tries > 1)
        {
            builder.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = options.Value.Tries - 1,
                Delay = options.Value.RetryDelay,
                ShouldHandle = arguments => ValueTask.FromResult(IsWorthAnotherTry(arguments.Outcome)),
                // The library's own reads dates by the machine's clock. Less than our own delay, such as nothing at all, would be a hot
                // loop: then our own is taken.
                DelayGenerator = arguments => ValueTask.FromResult(
                    arguments.Outcome.Result?.RetryAfter(clock) is { } wait
                        && wait > options.Value.RetryDelay * (1 << arguments.AttemptNumber)
                        ? wait
                        : (TimeSpan?)null),
            });
        }

        return builder
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                MinimumThroughput = options.Value.BreakerMinimumCalls,
                FailureRatio = options.Value.BreakerFailureRatio,
                SamplingDuration = options.Value.BreakerWindow,
                BreakDuration = options.Value.BreakerPause,
                ShouldHandle = arguments =>
                    ValueTask.FromResult(
                        IsSilence(arguments.Outcome.Exception) || arguments.Outcome.Result?.StatusCode.IsServerError() is true),
            })
            .AddTimeout(new HttpTimeoutStrategyOptions
            {
                TimeoutGenerator = arguments => ValueTask.FromResult(
                    arguments.Context.GetRequestMessage()!.Options.TryGetValue(TryTimeout, out var timeout)
                        ? timeout
                        : options.Value.Timeout),
            })
            .Build();
    }

    private bool IsWorthAnotherTry(Outcome<HttpResponseMessage> outcome) =>
        IsSilence(outcome.Exception)
        || (
            outcome.Result is { } response
                && response.StatusCode.IsTransient()
                && !(response.RetryAfter(clock) > options.Value.LongestWait));

    // A connection that we refuse to open says nothing about the host.
    private static bool IsSilence(Exception? exception) =>
        exception is TimeoutRejectedException or IOException or HttpRequestException { InnerException: not PermanentTaskException };
}
