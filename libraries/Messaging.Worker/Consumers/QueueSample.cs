namespace Messaging.Worker.Consumers;

/// <summary>What was seen of a queue and its endpoint at one time.</summary>
/// <param name="At">When.</param>
/// <param name="Ready">Messages that wait in the queue; 0 when that is not known.</param>
/// <param name="Taken">Deliveries that have come through the endpoint since it was connected.</param>
/// <param name="CouldTake">Whether the worker could have begun an attempt and the broker could have delivered one.</param>
/// <param name="IsConnected">Whether the endpoint consumes, as far as the bus knows.</param>
internal sealed record QueueSample(DateTimeOffset At, long Ready, long Taken, bool CouldTake, bool IsConnected);
