using MassTransit;

namespace Messaging.Hosting.Routing;

/// <summary>
/// Marks an event that its publisher has written to the ledger itself: others hear of it, and it need not be written again.
/// </summary>
public static class RecordedMark
{
    private const string Header = "Task-Recorded";

    /// <summary>Marks a message that is about to be published.</summary>
    public static void MarkRecorded(this SendContext context) => context.Headers.Set(Header, true);

    /// <summary>Whether a received message is marked.</summary>
    public static bool IsRecorded(this MessageContext context) => context.Headers.Get<bool>(Header) == true;
}
