using MassTransit;

namespace Messaging.Redis.Tests.Sagas;

public sealed class CounterSaga : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public int Total { get; set; }

    public int Version { get; set; }
}
