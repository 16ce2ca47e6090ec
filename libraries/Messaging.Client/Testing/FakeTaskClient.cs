using System.Collections.Concurrent;
using System.Text.Json;
using Messaging.Client.Errors;
using Messaging.Client.Status;
using Messaging.Client.Submission;
using Messaging.Contracts;
using Messaging.Tasks.Serialization;

namespace Messaging.Client.Testing;

/// <summary>
/// A client for tests: keeps what is submitted, and lets tasks end as the test says. A task whose name was given no end stays queued;
/// waiting for it fails at once with
/// <see cref="TimeoutException"/>.
/// </summary>
public sealed class FakeTaskClient : ITaskClient
{
    private readonly ConcurrentDictionary<Guid, FakeTask> _tasks = new();
    private readonly ConcurrentQueue<FakeTask> _submissions = new();
    private readonly ConcurrentDictionary<string, Func<JsonElement, FakeEnd>> _ends = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskRefusedException> _refusals = new(StringComparer.Ordinal);

    /// <summary>What was submitted, in order; a repeated id counts once.</summary>
    public IReadOnlyList<FakeTask> Submissions => [.. _submissions];

    /// <summary>Lets tasks of a name succeed without a result.</summary>
    /// <param name="name">The name.</param>
    public FakeTaskClient Succeed(string name) => Succeed<object?>(name, _ => null);

    /// <summary>Lets tasks of a name succeed.</summary>
    /// <typeparam name="TResult">What the handler is declared to return.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="result">Their result, written as a worker would.</param>
    public FakeTaskClient Succeed<TResult>(string name, TResult result) => Succeed(name, _ => result);

    /// <summary>Lets tasks of a name succeed.</summary>
    /// <typeparam name="TResult">What the handler is declared to return.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="result">Makes the result from the arguments.</param>
    public FakeTaskClient Succeed<TResult>(string name, Func<JsonElement, TResult> result) =>
        End(name, args => new FakeEnd(TaskStateNames.Succeeded, JsonSerializer.SerializeToElement(result(args), TaskJson.Options), null));

    /// <summary>Lets tasks of a name fail.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The stable name of the error.</param>
    /// <param name="message">What the error says.</param>
    public FakeTaskClient Fail(string name, string type = "test", string message = "Failed, as the test says.") =>
        End(name, _ => new FakeEnd(TaskStateNames.Failed, null, new TaskError { Type = type, Message = message }));

    /// <summary>Refuses tasks of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="refusal">What submitting throws.</param>
    public FakeTaskClient Refuse(string name, TaskRefusedException refusal)
    {
        _refusals[name] = refusal;
        return this;
    }

    /// <inheritdoc/>
    public Task<TaskHandle> SubmitAsync(
        string name, object? args = null, SubmitOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_refusals.TryGetValue(name, out var refusal))
        {
            return Task.FromException<TaskHandle>(refusal);
        }

        // Through JSON, as it would travel: what cannot is to fail in the test.
        var task = new FakeTask(
            options?.Id ?? Guid.NewGuid(),
            name,
            JsonSerializer.SerializeToElement(args ?? new { }, TaskJson.Options),
            options ?? new SubmitOptions());
        if (_tasks.TryAdd(task.Id, task))
        {
            _submissions.Enqueue(task);
        }

        return Task.FromResult(Handle(task.Id));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SubmitOutcome>> SubmitManyAsync(
        IEnumerable<TaskSubmission> submissions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submissions);
        var outcomes = new List<SubmitOutcome>();
        foreach (var submission in submissions)
        {
            outcomes.Add(_refusals.TryGetValue(submission.Name, out var refusal)
                ? new SubmitOutcome(Handle(submission.Options?.Id ?? Guid.NewGuid()), refusal)
                : new SubmitOutcome(await SubmitAsync(submission.Name, submission.Args, submission.Options, cancellationToken)));
        }

        return outcomes;
    }

    /// <inheritdoc/>
    public TaskHandle Handle(Guid id) => new(this, id);

    /// <inheritdoc/>
    public Task<TaskDocument> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        _tasks.TryGetValue(id, out var task)
            ? Task.FromResult(DocumentOf(task))
            : Task.FromException<TaskDocument>(new TaskNotFoundException(id, isGone: false));

    /// <inheritdoc/>
    public async Task<TaskDocument> WaitAsync(Guid id, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        var task = await GetAsync(id, cancellationToken);
        return task.HasEnded
            ? task
            : throw new TimeoutException($"Task {id} has not ended: the test gave tasks named '{task.Name}' no end.");
    }

    /// <inheritdoc/>
    public async Task<bool> CancelAsync(Guid id, string? reason = null, CancellationToken cancellationToken = default)
    {
        if ((await GetAsync(id, cancellationToken)).HasEnded)
        {
            return false;
        }

        _tasks[id] = _tasks[id] with { IsCanceled = true };
        return true;
    }

    private FakeTaskClient End(string name, Func<JsonElement, FakeEnd> end)
    {
        _ends[name] = end;
        return this;
    }

    private TaskDocument DocumentOf(FakeTask task)
    {
        var end = task.IsCanceled ? new FakeEnd(TaskStateNames.Canceled, null, null)
            : _ends.TryGetValue(task.Name, out var make) ? make(task.Args)
            : new FakeEnd(TaskStateNames.Queued, null, null);
        return new TaskDocument
        {
            Id = task.Id,
            Name = task.Name,
            State = end.State,
            Queue = task.Options.Queue ?? "default",
            Args = task.Args,
            Result = end.Result,
            Error = end.Error,
            Attempt = 1,
        };
    }
}

/// <summary>Where a task of a fake stands.</summary>
/// <param name="State">Its state.</param>
/// <param name="Result">Its result.</param>
/// <param name="Error">Its error.</param>
internal sealed record FakeEnd(string State, JsonElement? Result, TaskError? Error);

/// <summary>A task that was submitted to a <see cref="FakeTaskClient"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Args">Its arguments, as they would travel.</param>
/// <param name="Options">What else was asked for.</param>
/// <param name="IsCanceled">Whether it was cancelled.</param>
public sealed record FakeTask(Guid Id, string Name, JsonElement Args, SubmitOptions Options, bool IsCanceled = false);
