using MassTransit;

namespace Messaging.Redis.Tests.Sagas;

public sealed class TallySaga : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public int Marks { get; set; }

    public int Version { get; set; }
}
