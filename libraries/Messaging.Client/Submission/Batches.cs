namespace Messaging.Client.Submission;

/// <summary>Divides submissions into what travels together.</summary>
internal static class Batches
{
    /// <summary>Less than the 8 MiB that Producer takes, for what is around the tasks.</summary>
    private const int MaxBytes = 7 * 1024 * 1024;

    /// <summary>Batches of at most so many, and of at most 7 MiB.</summary>
    public static IEnumerable<IReadOnlyList<PreparedSubmission>> Of(IEnumerable<PreparedSubmission> submissions, int most)
    {
        var batch = new List<PreparedSubmission>();
        var bytes = 0;
        foreach (var submission in submissions)
        {
            if (batch.Count == most || (batch.Count > 0 && bytes + submission.Json.Length > MaxBytes))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(submission);
            bytes += submission.Json.Length + 1;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
