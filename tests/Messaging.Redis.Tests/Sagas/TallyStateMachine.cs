using MassTransit;

namespace Messaging.Redis.Tests.Sagas;

public sealed class TallyStateMachine : MassTransitStateMachine<TallySaga>
{
    public TallyStateMachine()
    {
        InstanceState(saga => saga.CurrentState);
        Initially(When(Incremented).Then(context => context.Saga.Marks++).TransitionTo(Marking));
        During(Marking, When(Incremented).Then(context => context.Saga.Marks++));
    }

    public State Marking { get; private set; } = null!;

    public Event<Increment> Incremented { get; private set; } = null!;
}
