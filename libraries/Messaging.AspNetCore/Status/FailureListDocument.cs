namespace Messaging.AspNetCore.Status;

/// <summary>Causes of failure, the most frequent first.</summary>
/// <param name="Failures">The causes.</param>
/// <param name="Total">How many causes are counted, those included that are not shown.</param>
/// <param name="Uncounted">How many failed tasks are in no count: of thousands of causes only those with more tasks are counted.</param>
internal sealed record FailureListDocument(IReadOnlyList<FailureDocument> Failures, int Total, long Uncounted);
