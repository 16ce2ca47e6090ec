using Messaging.Client.Errors;
using Messaging.Client.Status;
using Messaging.Client.Submission;
using Polly;
using Polly.Retry;

namespace Messaging.Client;

/// <summary>The client: repeats what fails for a moment, within a bounded time.</summary>
internal sealed class TaskClient : ITaskClient
{
    private const int BatchesAtATime = 4;
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(200);

    private readonly ISubmissionChannel _channel;
    private readonly StatusApi _status;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private readonly ResiliencePipeline _retry;

    public TaskClient(ISubmissionChannel channel, StatusApi status, TimeSpan timeout, TimeProvider clock)
    {
        (_channel, _status, _timeout, _clock) = (channel, status, timeout, clock);
        _retry = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TransientException>(),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(2),
            })
            .Build();
    }

    public async Task<TaskHandle> SubmitAsync(
        string name, object? args = null, SubmitOptions? options = null, CancellationToken cancellationToken = default)
    {
        var submission = PreparedSubmission.Of(new TaskSubmission(name, args, options), _clock);
        var refusals = await Bounded("Submitting", token => _channel.Submit([submission], token), _timeout, cancellationToken);
        return refusals[0] is { } refusal ? throw refusal : new TaskHandle(this, submission.Id);
    }

    public async Task<IReadOnlyList<SubmitOutcome>> SubmitManyAsync(
        IEnumerable<TaskSubmission> submissions, CancellationToken cancellationToken = default)
    {
        // Prepared once, before anything is sent: ids stay the same at every repetition, and a fault in one of them means that none was
        // sent.
        PreparedSubmission[] prepared = [.. submissions.Select(submission => PreparedSubmission.Of(submission, _clock))];
        IReadOnlyList<PreparedSubmission>[] batches = [.. Batches.Of(prepared, _channel.BatchSize)];
        var refusals = new IReadOnlyList<TaskRefusedException?>[batches.Length];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = _channel.IsStoredAtOnce ? BatchesAtATime : 1,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(0, batches.Length, parallel, async (place, token) =>
            refusals[place] = await Bounded("Submitting", bounded => _channel.Submit(batches[place], bounded), _timeout, token));
        return
        [
            .. prepared.Zip(
                refusals.SelectMany(batch => batch),
                (submission, refusal) => new SubmitOutcome(new TaskHandle(this, submission.Id), refusal)),
        ];
    }

    public TaskHandle Handle(Guid id) => new(this, id);

    public Task<TaskDocument> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        Bounded("Reading", token => _status.Get(id, null, token), _timeout, cancellationToken);

    public async Task<TaskDocument> WaitAsync(Guid id, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        var begun = _clock.GetTimestamp();
        TaskDocument? seen = null;
        while (true)
        {
            var left = timeout - _clock.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
            {
                throw seen is null
                    ? new TaskNotFoundException(id, isGone: false)
                    : new TimeoutException($"Task {id} has not ended within {timeout}: it is {seen.State}.");
            }

            try
            {
                var poll = left < LongestPoll ? left : LongestPoll;
                // Longer than the poll: StatusQuery answers when it is over, and is given the time to.
                seen = await Bounded("Waiting", token => _status.Get(id, poll, token), poll + _timeout, cancellationToken);
                if (seen.HasEnded)
                {
                    return seen;
                }
            }
            catch (TaskNotFoundException exception) when (!exception.IsGone && seen is null && !_channel.IsStoredAtOnce)
            {
                // The submission is on its way from the broker.
                await Task.Delay(left < PollPause ? left : PollPause, _clock, cancellationToken);
            }
        }
    }

    public Task<bool> CancelAsync(Guid id, string? reason = null, CancellationToken cancellationToken = default) =>
        Bounded("Cancelling", token => _status.Cancel(id, reason, token), _timeout, cancellationToken);

    private async Task<T> Bounded<T>(
        string what, Func<CancellationToken, Task<T>> act, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(timeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        Exception? last = null;
        try
        {
            return await _retry.ExecuteAsync(
                async token =>
                {
                    try
                    {
                        return await act(token);
                    }
                    catch (TransientException exception)
                    {
                        last = exception;
                        throw;
                    }
                },
                both.Token);
        }
        catch (Exception exception) when (exception is TransientException
            || (exception is OperationCanceledException && bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested))
        {
            throw new TaskServiceUnavailableException(
                $"{what} did not succeed within {timeout}. {last?.Message ?? "There was no answer."}", last ?? exception);
        }
    }
}
