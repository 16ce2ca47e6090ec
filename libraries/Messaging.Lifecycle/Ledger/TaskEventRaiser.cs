using System.Diagnostics;
using MassTransit;
using MassTransit.Context;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Ledger;

/// <summary>
/// Raises events on the state machine for rows held in memory, without a bus: the ledger, not MassTransit's repository pipeline, loads and
/// commits.
/// </summary>
public sealed class TaskEventRaiser(TaskStateMachine machine)
{
    private readonly StateMachine<TaskSaga> _machine = machine;

    /// <summary>Lets one event change the row.</summary>
    public Task Raise(TaskSaga saga, TaskEvent taskEvent) => taskEvent.Message switch
    {
        TaskSubmitted message => Raise(saga, machine.Submitted, message),
        TaskEnqueued message => Raise(saga, machine.Enqueued, message),
        TaskStarted message => Raise(saga, machine.Started, message),
        TaskProgressed message => Raise(saga, machine.Progressed, message),
        TaskSucceeded message => Raise(saga, machine.Finished, message),
        TaskAttemptFailed message => Raise(saga, machine.AttemptFailed, message),
        TaskDeferred message => Raise(saga, machine.Deferred, message),
        TaskCancelRequested message => Raise(saga, machine.CancelRequested, message),
        TaskCanceled message => Raise(saga, machine.CancelConfirmed, message),
        TaskExpired message => Raise(saga, machine.FoundExpired, message),
        TaskRescheduled message => Raise(saga, machine.Rescheduled, message),
        TaskReplayed message => Raise(saga, machine.Replayed, message),
        TaskParked message => Raise(saga, machine.FoundUnknown, message),
        TaskClaimed message => Raise(saga, machine.Claimed, message),
        _ => throw new UnreachableException($"{taskEvent.Message.GetType()} is not a lifecycle event."),
    };

    private Task Raise<T>(TaskSaga saga, Event<T> occurred, T message)
        where T : class
    {
        var context = new DefaultSagaConsumeContext<TaskSaga, T>(
            new MessageConsumeContext<T>(DetachedConsumeContext.Instance, message), saga);
        return _machine.RaiseEvent(new MassTransitStateMachine<TaskSaga>.BehaviorContextProxy<T>(_machine, context, context, occurred));
    }
}
