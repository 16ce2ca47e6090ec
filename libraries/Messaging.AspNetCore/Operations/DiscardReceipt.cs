namespace Messaging.AspNetCore.Operations;

/// <summary>The answer to a request to remove failed tasks.</summary>
/// <param name="Discarded">How many were removed.</param>
/// <param name="Left">How many are left: repeat the request until there are none.</param>
internal sealed record DiscardReceipt(int Discarded, long Left);
