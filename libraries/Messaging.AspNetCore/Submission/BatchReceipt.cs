namespace Messaging.AspNetCore.Submission;

/// <summary>The answer to a batch.</summary>
/// <param name="Results">What became of each task, in the order given.</param>
internal sealed record BatchReceipt(IReadOnlyList<BatchItem> Results);
