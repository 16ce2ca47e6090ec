using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;

namespace Messaging.Worker.Events;

/// <summary>What is to travel together: lifecycle events, and lines of log, which no row holds.</summary>
internal readonly record struct EventBatch(IReadOnlyList<TaskEvent> Events, IReadOnlyList<TaskLogged> Lines)
{
    /// <summary>Roughly how many bytes it takes on the wire.</summary>
    public int Weight => Events.Sum(EventWeight.Of) + Lines.Sum(EventWeight.Of);
}
