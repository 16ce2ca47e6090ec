using MassTransit;

namespace Messaging.Redis.Tests.Sagas;

public sealed class CounterStateMachine : MassTransitStateMachine<CounterSaga>
{
    public CounterStateMachine(Interference interference)
    {
        InstanceState(saga => saga.CurrentState);
        Event(() => Opened, opened =>
        {
            opened.InsertOnInitial = true;
            opened.SetSagaFactory(context => new CounterSaga { CorrelationId = context.Message.CorrelationId });
        });

        Initially(
            When(Opened).TransitionTo(Counting),
            Applied(When(Incremented), interference, saga => saga.Total++).TransitionTo(Counting));
        During(Counting,
            Ignore(Opened),
            Applied(When(Incremented), interference, saga => saga.Total++),
            Applied(When(Tripled), interference, saga => saga.Total *= 3),
            Applied(When(Touched), interference, _ => { }),
            Applied(When(Finished), interference, _ => { }).Finalize());
        SetCompletedWhenFinalized();
    }

    public State Counting { get; private set; } = null!;

    public Event<Open> Opened { get; private set; } = null!;

    public Event<Increment> Incremented { get; private set; } = null!;

    public Event<Triple> Tripled { get; private set; } = null!;

    public Event<Touch> Touched { get; private set; } = null!;

    public Event<Finish> Finished { get; private set; } = null!;

    private static EventActivityBinder<CounterSaga, T> Applied<T>(
        EventActivityBinder<CounterSaga, T> binder, Interference interference, Action<CounterSaga> apply)
        where T : class =>
        binder
            .Then(context => apply(context.Saga))
            .Publish(context => new Counted(context.Saga.CorrelationId, typeof(T).Name, context.Saga.Total))
            .ThenAsync(_ => interference.Pass());
}
