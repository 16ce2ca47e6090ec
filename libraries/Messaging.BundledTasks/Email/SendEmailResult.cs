namespace Messaging.BundledTasks.Email;

/// <param name="MessageId">The Message-ID header, the same for every attempt of the task.</param>
/// <param name="Accepted">How many recipients the server took the message for.</param>
/// <param name="Refused">Recipients that the server refused while it took the message for others.</param>
internal sealed record SendEmailResult(string MessageId, int Accepted, IReadOnlyList<SendEmailResult.Refusal> Refused)
{
    public sealed record Refusal(string Address, string Reason);
}
