using System.Text;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Hosting.Validation;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Producer.Submission;

namespace Messaging.Producer.Intake;

/// <summary>Makes a refused submission a task that has failed, since there is no answer that could tell its publisher.</summary>
internal sealed class RefusedSubmissions(LedgerWriter ledger, TimeProvider clock)
{
    private const string Reason = "invalid-submission";
    private const string Nameless = "unknown";
    private const int LongestProblem = 8 * 1024;

    /// <summary>
    /// What a row is due at until its end is written: it can never run, and can be told from the row of a submission that was accepted.
    /// </summary>
    private static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the row and its end.</summary>
    /// <returns>Whether the id belongs to the refusal now; not when something was submitted under it before.</returns>
    /// <exception cref="Lifecycle.Storage.TaskStoreUnavailableException">The store cannot be reached. Repeating this is safe.</exception>
    public async Task<bool> Write(Guid id, JsonElement body, string problem)
    {
        // The row first: an end written to a row that is another's would end its task.
        var entry = await ledger.Write(TaskEvent.Of(Submitted(id, body)), CancellationToken.None);
        if (entry.Row is not { } row || !(entry.IsFirst || IsUnfinished(row)))
        {
            return entry.Row?.LatestAttempt?.Error?.Type == Reason;
        }

        await ledger.Write(
            TaskEvent.Of(new TaskAttemptFailed
            {
                TaskId = id,
                Attempt = 1,
                FinishedAt = clock.GetUtcNow(),
                Worker = "producer",
                Error = new TaskError { Type = Reason, Message = problem.Length > LongestProblem ? problem[..LongestProblem] : problem },
            }),
            CancellationToken.None);
        return true;
    }

    /// <summary>A process may have ended between the two writes.</summary>
    private static bool IsUnfinished(TaskSaga row) => row.State == TaskState.Scheduled && row.DueAt == Never;

    private TaskSubmitted Submitted(Guid id, JsonElement body)
    {
        var fields = new JsonFields(body, new ValidationErrors());
        return new TaskSubmitted
        {
            TaskId = id,
            Name = fields.Text("name") is { Length: > 0 and <= 100 } name ? name : Nameless,
            Arguments = fields.Member("args") is { } arguments
                && Encoding.UTF8.GetByteCount(arguments.GetRawText()) <= SubmissionLimits.ArgumentBytes
                ? arguments
                : JsonSerializer.SerializeToElement(new { }),
            Queue = fields.Text("queue") is { } queue && QueueNames.IsValidTaskQueue(queue) ? queue : "default",
            SubmittedAt = clock.GetUtcNow(),
            DueAt = Never,
        };
    }
}
