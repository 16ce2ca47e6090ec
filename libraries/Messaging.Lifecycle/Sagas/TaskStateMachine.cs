using MassTransit;
using Messaging.Contracts;

namespace Messaging.Lifecycle.Sagas;

/// <summary>
/// The one definition of a task's life. Events arrive late, twice and in any order; every event may create the row, adds its facts to it,
/// and leads to its state only if that lies ahead of where the row stands (see <see cref="TaskPosition"/>). Only the first submission
/// counts: a second one may be refused by now. Terminal states are ordinary states, so results stay readable.
/// </summary>
public sealed class TaskStateMachine : MassTransitStateMachine<TaskSaga>
{
    /// <summary>Builds the table; needs nothing and does no I/O.</summary>
    public TaskStateMachine()
    {
        InstanceState(saga => saga.CurrentState, Scheduled, Queued, Running, Retrying, Succeeded, Failed, Canceled, Expired, Parked);
        OnUnhandledEvent(context => context.Ignore());

        Event(() => Submitted, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => Enqueued, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => Started, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => Progressed, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => Finished, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => AttemptFailed, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => Deferred, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => CancelRequested, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => CancelConfirmed, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => FoundExpired, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => Rescheduled, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => Replayed, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => FoundUnknown, task => task.CorrelateById(context => context.Message.TaskId));
        Event(() => Claimed, task => task.CorrelateById(context => context.Message.TaskId));

        During([Initial, Scheduled, Queued, Running, Retrying, Succeeded, Failed, Canceled, Expired, Parked],
            When(Submitted, context => context.Saga.SubmittedAt is null && context.Message.DueAt is null)
                .Record(EventMerge.Record)
                .Reach(Queued, _ => new(1, TaskRank.Queued)),
            When(Submitted, context => context.Saga.SubmittedAt is null && context.Message.DueAt is not null)
                .Record(EventMerge.Record)
                .Reach(Scheduled, _ => new(1, TaskRank.Scheduled), message => message.DueAt),
            When(Enqueued)
                .Record(EventMerge.Record)
                .Reach(Queued, message => new(message.Attempt, TaskRank.Queued)),
            When(Started)
                .Record(EventMerge.Record)
                .Reach(Running, message => new(message.Attempt, TaskRank.Running)),
            When(Progressed)
                .Record(EventMerge.Record)
                .Reach(Running, message => new(message.Attempt, TaskRank.Running)),
            When(Finished)
                .Record(EventMerge.Record)
                .Reach(Succeeded, message => new(message.Attempt, TaskRank.Succeeded)),
            When(AttemptFailed, context => context.Message.RetryAt is not null)
                .Record(EventMerge.Record)
                .Reach(Retrying, message => new(message.Attempt, TaskRank.Retrying), message => message.RetryAt),
            When(AttemptFailed, context => context.Message.RetryAt is null)
                .Record(EventMerge.Record)
                .Reach(Failed, message => new(message.Attempt, TaskRank.Failed)),
            When(Deferred)
                .Record(EventMerge.Record)
                .Reach(Scheduled, message => new(message.Attempt, TaskRank.Deferred), message => message.Until),
            When(CancelRequested)
                .Record(EventMerge.Record)
                .Reach(Queued, _ => new(0, TaskRank.Queued)),
            When(CancelConfirmed)
                .Record(EventMerge.Record)
                .Reach(Canceled, message => new(message.Attempt, TaskRank.Canceled)),
            When(FoundExpired)
                .Record(EventMerge.Record)
                .Reach(Expired, message => new(message.Attempt, TaskRank.Expired)),
            When(Rescheduled)
                .Record(EventMerge.Record)
                .Reach(Queued, _ => new(0, TaskRank.Queued)),
            When(Replayed)
                .Record(EventMerge.Record)
                .Reach(Scheduled, message => new(message.Attempt, TaskRank.Scheduled), message => message.DueAt ?? message.RequestedAt),
            When(FoundUnknown)
                .Record(EventMerge.Record)
                .Reach(Parked, message => new(message.Attempt, TaskRank.Deferred)),
            When(Claimed)
                .Record(EventMerge.Record)
                .Reach(Running, message => new(message.Attempt, TaskRank.Running)));
    }

    /// <summary>Waits for its time.</summary>
    public State Scheduled { get; private set; } = null!;

    /// <summary>Its command is, or is about to be, in the broker.</summary>
    public State Queued { get; private set; } = null!;

    /// <summary>A worker has it.</summary>
    public State Running { get; private set; } = null!;

    /// <summary>An attempt failed and another will follow.</summary>
    public State Retrying { get; private set; } = null!;

    /// <summary>Ended with a result.</summary>
    public State Succeeded { get; private set; } = null!;

    /// <summary>Ended with an error.</summary>
    public State Failed { get; private set; } = null!;

    /// <summary>Ended on request.</summary>
    public State Canceled { get; private set; } = null!;

    /// <summary>Ended because it had not started in time.</summary>
    public State Expired { get; private set; } = null!;

    /// <summary>Waits for a worker that knows its name.</summary>
    public State Parked { get; private set; } = null!;

    /// <summary>It was accepted.</summary>
    public Event<TaskSubmitted> Submitted { get; private set; } = null!;

    /// <summary>The broker has an attempt's command.</summary>
    public Event<TaskEnqueued> Enqueued { get; private set; } = null!;

    /// <summary>An attempt began.</summary>
    public Event<TaskStarted> Started { get; private set; } = null!;

    /// <summary>An attempt reported how far it is.</summary>
    public Event<TaskProgressed> Progressed { get; private set; } = null!;

    /// <summary>An attempt ended with a result.</summary>
    public Event<TaskSucceeded> Finished { get; private set; } = null!;

    /// <summary>An attempt ended with an error.</summary>
    public Event<TaskAttemptFailed> AttemptFailed { get; private set; } = null!;

    /// <summary>An attempt put the task off.</summary>
    public Event<TaskDeferred> Deferred { get; private set; } = null!;

    /// <summary>Somebody wants it cancelled.</summary>
    public Event<TaskCancelRequested> CancelRequested { get; private set; } = null!;

    /// <summary>It was cancelled.</summary>
    public Event<TaskCanceled> CancelConfirmed { get; private set; } = null!;

    /// <summary>It was found too late to start.</summary>
    public Event<TaskExpired> FoundExpired { get; private set; } = null!;

    /// <summary>It was given another time.</summary>
    public Event<TaskRescheduled> Rescheduled { get; private set; } = null!;

    /// <summary>It is to run again after it had ended.</summary>
    public Event<TaskReplayed> Replayed { get; private set; } = null!;

    /// <summary>A worker did not know its name.</summary>
    public Event<TaskParked> FoundUnknown { get; private set; } = null!;

    /// <summary>A worker has it for longer.</summary>
    public Event<TaskClaimed> Claimed { get; private set; } = null!;
}
