using MassTransit;

namespace Messaging.Lifecycle.Sagas;

/// <summary>The two verbs of the transition table.</summary>
internal static class TaskTransitions
{
    extension<T>(EventActivityBinder<TaskSaga, T> binder)
        where T : class
    {
        /// <summary>Merges what the event tells.</summary>
        public EventActivityBinder<TaskSaga, T> Record(Action<TaskSaga, T> record) =>
            binder.Then(context => record(context.Saga, context.Message));

        /// <summary>
        /// Moves to a state, if its position lies ahead. At the same position (a repeated end of one attempt) the later due time counts,
        /// and any more than none.
        /// </summary>
        public EventActivityBinder<TaskSaga, T> Reach(State state, Func<T, TaskPosition> position, Func<T, DateTimeOffset?>? due = null) =>
            binder
            .If(context => context.Saga.Position == position(context.Message)
                && due?.Invoke(context.Message).ToMilliseconds() > (context.Saga.DueAt ?? DateTimeOffset.MinValue),
                same => same.Then(context => context.Saga.DueAt = due!(context.Message).ToMilliseconds()).TransitionTo(state))
            .If(context => context.Saga.Position < position(context.Message),
                ahead => ahead
                    .Then(context =>
                    {
                        (context.Saga.Attempt, context.Saga.Rank) = position(context.Message);
                        context.Saga.DueAt = due?.Invoke(context.Message).ToMilliseconds();
                    })
                    .TransitionTo(state));
    }
}

/// <summary>Rows keep milliseconds in UTC; comparing what was kept with what arrives needs the same precision.</summary>
internal static class TaskTimes
{
    public static DateTimeOffset ToMilliseconds(this DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    public static DateTimeOffset? ToMilliseconds(this DateTimeOffset? time) => time?.ToMilliseconds();
}
