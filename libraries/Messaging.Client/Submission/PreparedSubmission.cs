using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Messaging.Contracts;
using Messaging.Tasks.Serialization;

namespace Messaging.Client.Submission;

/// <summary>A submission in the JSON that HTTP and the broker take alike: the same bytes at every repetition.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Json">The body.</param>
internal readonly record struct PreparedSubmission(Guid Id, byte[] Json)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static PreparedSubmission Of(TaskSubmission submission, TimeProvider clock)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(submission.Name);
        var options = submission.Options ?? new SubmitOptions();
        var id = options.Id ?? Guid.CreateVersion7(clock.GetUtcNow());
        var trace = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity : null;
        var message = new SubmitTask
        {
            Id = id,
            Name = submission.Name,
            Args = submission.Args is null ? null : JsonSerializer.SerializeToElement(submission.Args, TaskJson.Options),
            Queue = options.Queue,
            Delay = options.Delay,
            NotBefore = options.NotBefore,
            ExpiresAt = options.ExpiresAt,
            Retry = options.Retry,
            TimeLimit = options.TimeLimit,
            Key = options.Key,
            Tags = options.Tags,
            TraceParent = trace?.Id,
            TraceState = trace?.TraceStateString,
        };
        return new PreparedSubmission(id, JsonSerializer.SerializeToUtf8Bytes(message, Options));
    }
}
