using MassTransit;

namespace Messaging.Samples.OwnContract;

/// <summary>
/// This service's own picture of the contract: the members that it uses, under the name that the contract has on the wire.
/// </summary>
/// <param name="Id">The task's id.</param>
/// <param name="Name">The task's registered name.</param>
/// <param name="Args">Its arguments.</param>
/// <param name="TimeLimit">How long one attempt may run.</param>
[MessageUrn("Messaging.Contracts:SubmitTask")]
internal sealed record SubmitTask(Guid Id, string Name, object Args, TimeSpan? TimeLimit = null);
