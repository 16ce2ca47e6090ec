using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using Messaging.Contracts;

namespace Messaging.Lifecycle.Sagas;

/// <summary>The row of a task: all that is known of it. Changed only by <see cref="TaskStateMachine"/>.</summary>
public sealed class TaskSaga : SagaStateMachineInstance, ISagaVersion
{
    /// <summary>Attempts that a row keeps: the newest. Earlier ones are forgotten.</summary>
    public const int AttemptsKept = 50;

    private const int LargeMembers = 1;

    /// <summary>The task's id.</summary>
    [JsonIgnore]
    public Guid CorrelationId { get; set; }

    /// <summary>Counts the row's changes.</summary>
    [JsonIgnore]
    public int Version { get; set; }

    /// <summary>The state machine's state, as MassTransit numbers it. A stored row has it in its header.</summary>
    [JsonIgnore]
    public int CurrentState { get; set; }

    /// <summary>The state.</summary>
    [JsonIgnore]
    public TaskState State => (TaskState)CurrentState;

    /// <summary>Whether arguments and result are missing here, as only the beginning of the stored row was read.</summary>
    [JsonIgnore]
    internal bool IsSummary { get; set; }

    /// <summary>The attempt the row stands at, from 1; 0 before anything is known.</summary>
    public int Attempt { get; set; }

    /// <summary>How far that attempt is.</summary>
    public TaskRank Rank { get; set; }

    /// <summary>Attempt and rank together.</summary>
    [JsonIgnore]
    public TaskPosition Position => new(Attempt, Rank);

    /// <summary>Registered name of the task.</summary>
    public string? Name { get; set; }

    /// <summary>The queue it routes to.</summary>
    public string? Queue { get; set; }

    /// <summary>The handler's arguments.</summary>
    [JsonPropertyOrder(LargeMembers)]
    public JsonElement? Arguments { get; set; }

    /// <summary>When it was accepted; <see langword="null"/> when its command was published by somebody else.</summary>
    public DateTimeOffset? SubmittedAt { get; set; }

    /// <summary>When the next attempt is to be sent, as planned; <see cref="Due"/> knows of later requests.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>The task must not start after this instant.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>What the submitter asked for instead of the type's retry policy.</summary>
    public RetryOverride? Retry { get; set; }

    /// <summary>How long one attempt may run, if the submitter said so.</summary>
    public TimeSpan? TimeLimit { get; set; }

    /// <summary>Labels for searching.</summary>
    public IReadOnlyList<string>? Tags { get; set; }

    /// <summary>Digest of what was asked for.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>W3C trace context of the submission; of a task whose command was published by somebody else, that of an attempt.</summary>
    public string? TraceParent { get; set; }

    /// <summary>W3C trace state that goes with it.</summary>
    public string? TraceState { get; set; }

    /// <summary>The newest attempt whose command the broker has confirmed.</summary>
    public int EnqueuedAttempt { get; set; }

    /// <summary>Attempts that put the task off so far.</summary>
    public int Deferrals { get; set; }

    /// <summary>Attempts the task may use.</summary>
    public int? MaxAttempts { get; set; }

    /// <summary>
    /// The attempts, ordered by number. A stored row begins with them: that tells that what may be large comes last in it.
    /// </summary>
    [JsonPropertyOrder(-1)]
    public IReadOnlyList<AttemptRecord> Attempts { get; set; } = [];

    /// <summary>The newest progress report.</summary>
    public ProgressRecord? Progress { get; set; }

    /// <summary>The attempt that <see cref="Result"/> is from.</summary>
    public int ResultAttempt { get; set; }

    /// <summary>What the handler returned.</summary>
    [JsonPropertyOrder(LargeMembers)]
    public JsonElement? Result { get; set; }

    /// <summary>The earliest cancel request.</summary>
    public CancelRequest? Cancel { get; set; }

    /// <summary>The latest cancel request, if it is another.</summary>
    public CancelRequest? LatestCancel { get; set; }

    /// <summary>What the task is about: limits count per key.</summary>
    public string? Key { get; set; }

    /// <summary>The newest request for another time.</summary>
    public RescheduleRequest? Reschedule { get; set; }

    /// <summary>The newest request to run it again after it had ended.</summary>
    public ReplayRequest? Replay { get; set; }

    /// <summary>The attempt from which on <see cref="Arguments"/> are other than those submitted; 0 for none.</summary>
    public int ArgumentsAttempt { get; set; }

    /// <summary>The cancel request that counts: none from before the task was replayed.</summary>
    [JsonIgnore]
    public CancelRequest? ActiveCancel => Replay is not { } replay ? Cancel
        : Cancel?.RequestedAt > replay.RequestedAt ? Cancel
        : LatestCancel?.RequestedAt > replay.RequestedAt ? LatestCancel
        : null;

    /// <summary>
    /// The instant after which the task must not start; <see langword="null"/> for none, or when somebody asked for another run after it.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? Deadline => Replay?.RequestedAt >= ExpiresAt ? null : ExpiresAt;

    /// <summary>The attempt that is to be made or is being made: of a task that waits for another, that one.</summary>
    [JsonIgnore]
    public int NextAttempt => Rank is TaskRank.Deferred or TaskRank.Retrying ? Attempt + 1 : Math.Max(1, Attempt);

    /// <summary>When the next attempt is to be sent; <see langword="null"/> unless the task waits for a time.</summary>
    [JsonIgnore]
    public DateTimeOffset? Due => !State.IsWaiting() ? null
        : Reschedule is { } request && request.Attempt == Attempt && !(LatestAttempt?.FinishedAt > request.RequestedAt) ? request.DueAt
        : DueAt;

    /// <summary>
    /// When the task came to be, as far as is known: when it was accepted, or the earliest that is told of it. Orders tasks in lists.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset CreatedAt =>
        SubmittedAt
            ?? Attempts.Select(record => record.StartedAt ?? record.FinishedAt).Min()
            ?? Cancel?.RequestedAt
            ?? DateTimeOffset.UnixEpoch;

    /// <summary>When the task ended; <see langword="null"/> while it has not.</summary>
    [JsonIgnore]
    public DateTimeOffset? FinishedAt => State.IsTerminal() ? LatestAttempt?.FinishedAt : null;

    /// <summary>The attempt the row stands at, if anything is known of it.</summary>
    [JsonIgnore]
    public AttemptRecord? LatestAttempt => Attempts.LastOrDefault(record => record.Number == Attempt);
}
