using System.Text.Json;
using Messaging.Contracts;
using Messaging.Hosting.Validation;

namespace Messaging.Producer.Submission;

/// <summary>Turns a request into a submission: reads it, gives it an id, and compares it with what workers told of its type.</summary>
internal sealed class SubmissionCheck(TaskTypeCheck types, KnownQueues queues, TimeProvider clock)
{
    /// <summary>The header that carries an idempotency key.</summary>
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>Reads and checks one submission.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="key">The idempotency key, if there was one.</param>
    /// <param name="place">Which of the tasks it is that came together under the key; <see langword="null"/> for one alone.</param>
    /// <param name="origin">The trace it belongs to.</param>
    /// <param name="cancellationToken">Stops waiting for what is known of types.</param>
    public async Task<CheckedSubmission> Check(
        JsonElement body, string? key, int? place, TraceOrigin origin, CancellationToken cancellationToken)
    {
        var reader = new SubmissionReader(body, clock.GetUtcNow());
        var task = reader.Read(origin);
        if (reader.AreArgumentsTooLarge)
        {
            return new CheckedSubmission(task, reader.Errors, true);
        }

        task = task with { TaskId = IdOf(task, key, place, reader.Errors), Fingerprint = Fingerprint.Of(body) };
        if (!reader.Errors.Any)
        {
            await types.Check(task.Name, task.Arguments, reader.Errors, cancellationToken);
            if (await queues.Nearest(task.Queue, cancellationToken) is { } nearest)
            {
                reader.Errors.Add("queue", $"No worker serves a queue named '{task.Queue}', and Producer:Queues does not name it. Nearest known names: {string.Join(", ", nearest)}.");
            }
        }

        return new CheckedSubmission(task, reader.Errors, false);
    }

    private Guid IdOf(TaskSubmitted task, string? key, int? place, ValidationErrors errors)
    {
        if (key is null)
        {
            return task.TaskId == Guid.Empty ? Guid.CreateVersion7(clock.GetUtcNow()) : task.TaskId;
        }

        if (key.Length is 0 or > SubmissionLimits.IdempotencyKeyLength)
        {
            errors.Add(KeyHeader, $"Must be 1 to {SubmissionLimits.IdempotencyKeyLength} characters.");
        }
        else if (task.TaskId != Guid.Empty)
        {
            errors.Add(KeyHeader, "Give either an id or an Idempotency-Key.");
        }

        // A header holds no line feed: no key of one task alone leads to the id of one among others.
        return Fingerprint.IdOf(place is null ? key : $"{key}\n{place}");
    }
}
