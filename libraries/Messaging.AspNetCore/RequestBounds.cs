using Messaging.Producer.Submission;

namespace Messaging.AspNetCore;

/// <summary>How large a request may be.</summary>
/// <param name="Bytes">Its greatest length.</param>
/// <param name="Depth">Its deepest nesting.</param>
/// <param name="WhenTooLarge">What a caller is told who sends more.</param>
internal sealed record RequestBounds(int Bytes, int Depth, string WhenTooLarge)
{
    /// <summary>One task.</summary>
    public static RequestBounds Task { get; } = new(SubmissionLimits.BodyBytes, SubmissionLimits.JsonDepth, SubmissionRefusal.TooLarge.Detail);

    /// <summary>Many tasks, each within an object within an array.</summary>
    public static RequestBounds Batch { get; } = new(
        SubmissionLimits.BatchBytes,
        SubmissionLimits.JsonDepth + 2,
        $"The body is larger than {SubmissionLimits.BatchBytes / (1024 * 1024)} MiB. Submit fewer tasks at a time.");
}
