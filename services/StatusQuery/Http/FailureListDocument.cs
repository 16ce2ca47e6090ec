namespace Messaging.StatusQuery.Http;

/// <summary>Causes of failure, the most frequent first.</summary>
/// <param name="Failures">The causes.</param>
/// <param name="Total">How many causes there are, those included that are not shown.</param>
internal sealed record FailureListDocument(IReadOnlyList<FailureDocument> Failures, int Total);
