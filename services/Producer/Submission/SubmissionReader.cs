using System.Runtime.InteropServices;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Hosting.Http;
using Messaging.Hosting.Routing;

namespace Messaging.Producer.Submission;

/// <summary>Reads a request field by field and notes everything that is wrong with it, so that a caller learns it all at once.</summary>
internal sealed class SubmissionReader(JsonElement body, DateTimeOffset now)
{
    /// <summary>Unknown members that are named: the answer must not be a multiple of the request.</summary>
    private const int MostUnknown = 20;

    private static readonly HashSet<string> Fields = ["name", "args", "queue", "delay", "notBefore", "expiresAt", "id", "retry", "timeLimit", "tags"];
    private static readonly HashSet<string> RetryFields = ["maxAttempts", "baseDelay", "maxDelay"];

    public SubmissionErrors Errors { get; } = new();

    /// <summary>Whether the arguments are larger than they may be: a matter of its own, since it has its own status code.</summary>
    public bool AreArgumentsTooLarge { get; private set; }

    /// <summary>The submission, whose id is empty when the caller gave none. Only meaningful without <see cref="Errors"/>.</summary>
    public TaskSubmitted Read(string? traceParent)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            Errors.Add("$", "The body must be a JSON object such as {\"name\": \"math.add\", \"args\": {\"a\": 1, \"b\": 2}}.");
            return Submitted(traceParent, null, null);
        }

        RefuseUnknown(body, Fields, "");
        var dueAt = DueAt();
        var expiresAt = ExpiresAt(dueAt);
        return Submitted(traceParent, dueAt, expiresAt);
    }

    private TaskSubmitted Submitted(string? traceParent, DateTimeOffset? dueAt, DateTimeOffset? expiresAt) => new()
    {
        TaskId = Id(),
        Name = Name(),
        Arguments = Arguments(),
        Queue = Queue(),
        SubmittedAt = now,
        DueAt = dueAt,
        ExpiresAt = expiresAt,
        Retry = Retry(),
        TimeLimit = Duration(body, "timeLimit", "timeLimit", SubmissionLimits.ShortestTimeLimit, SubmissionLimits.LongestTimeLimit),
        Tags = Tags(),
        TraceParent = traceParent,
    };

    private Guid Id()
    {
        if (Text(body, "id") is not { } text)
        {
            return Guid.Empty;
        }

        if (!Guid.TryParse(text, out var id) || id == Guid.Empty)
        {
            Errors.Add("id", "Must be a UUID.");
        }

        return id;
    }

    private string Name()
    {
        var name = Text(body, "name");
        if (name is null && Member(body, "name") is null && body.ValueKind == JsonValueKind.Object)
        {
            Errors.Add("name", "Is required: the name of a registered task, such as math.add.");
        }
        else if (name is { Length: 0 or > 100 })
        {
            Errors.Add("name", "Must be 1 to 100 characters.");
        }

        return name ?? "";
    }

    private JsonElement Arguments()
    {
        var arguments = Member(body, "args") ?? JsonSerializer.SerializeToElement(new { });
        AreArgumentsTooLarge = JsonMarshal.GetRawUtf8Value(arguments).Length > SubmissionLimits.ArgumentBytes;
        return arguments;
    }

    private string Queue()
    {
        var queue = Text(body, "queue") ?? "default";
        if (!QueueNames.IsValidTaskQueue(queue))
        {
            Errors.Add("queue", "Must be 1 to 64 lower-case letters, digits, dots, hyphens and underscores, and not 'poison'.");
        }

        return queue;
    }

    private DateTimeOffset? DueAt()
    {
        var delay = Duration(body, "delay", "delay", TimeSpan.Zero, SubmissionLimits.LongestDelay);
        var notBefore = Time("notBefore");
        if (Member(body, "delay") is not null && Member(body, "notBefore") is not null)
        {
            Errors.Add("notBefore", "Give either delay or notBefore.");
        }

        if (notBefore - now > SubmissionLimits.LongestDelay)
        {
            Errors.Add("notBefore", $"Must be within {SubmissionLimits.LongestDelay.TotalDays:F0} days.");
        }

        var dueAt = notBefore ?? (now + delay);
        return dueAt > now ? dueAt : null;
    }

    private DateTimeOffset? ExpiresAt(DateTimeOffset? dueAt)
    {
        var expiresAt = Time("expiresAt");
        if (expiresAt <= now)
        {
            Errors.Add("expiresAt", "Must be in the future.");
        }
        else if (expiresAt <= dueAt)
        {
            Errors.Add("expiresAt", "Must be later than the task is due.");
        }

        return expiresAt;
    }

    private RetryOverride? Retry()
    {
        if (Member(body, "retry") is not { } retry)
        {
            return null;
        }

        if (retry.ValueKind != JsonValueKind.Object)
        {
            Errors.Add("retry", "Must be an object.");
            return null;
        }

        RefuseUnknown(retry, RetryFields, "retry.");
        int? maxAttempts = null;
        if (Member(retry, "maxAttempts") is { } attempts)
        {
            maxAttempts = attempts.ValueKind == JsonValueKind.Number && attempts.TryGetInt32(out var number) && number is >= 1 and <= 100 ? number : null;
            if (maxAttempts is null)
            {
                Errors.Add("retry.maxAttempts", "Must be a whole number from 1 to 100.");
            }
        }

        return new RetryOverride
        {
            MaxAttempts = maxAttempts,
            BaseDelay = Duration(retry, "baseDelay", "retry.baseDelay", TimeSpan.Zero, SubmissionLimits.LongestRetryDelay),
            MaxDelay = Duration(retry, "maxDelay", "retry.maxDelay", TimeSpan.Zero, SubmissionLimits.LongestRetryDelay),
        };
    }

    private string[]? Tags()
    {
        if (Member(body, "tags") is not { } tags)
        {
            return null;
        }

        if (tags.ValueKind != JsonValueKind.Array
            || tags.GetArrayLength() > SubmissionLimits.Tags
            || tags.EnumerateArray().Any(tag => tag.ValueKind != JsonValueKind.String || tag.GetString() is { Length: 0 or > SubmissionLimits.TagLength }))
        {
            Errors.Add("tags", $"Must be at most {SubmissionLimits.Tags} strings of 1 to {SubmissionLimits.TagLength} characters.");
            return null;
        }

        return [.. tags.EnumerateArray().Select(tag => tag.GetString()!).Distinct(StringComparer.Ordinal)];
    }

    private TimeSpan? Duration(JsonElement parent, string member, string field, TimeSpan least, TimeSpan most)
    {
        if (Text(parent, member, field) is not { } text)
        {
            return null;
        }

        if (Durations.TryParse(text, out var duration) && duration >= least && duration <= most)
        {
            return duration;
        }

        Errors.Add(field, $"Must be a duration such as 500ms, 30s, 5m, 2h, 1d or PT5M, from {least} to {most}.");
        return null;
    }

    private DateTimeOffset? Time(string field)
    {
        if (Text(body, field) is null)
        {
            return null;
        }

        // The serializer's reader accepts exactly ISO 8601; a time without offset would mean another instant on another machine.
        if (Member(body, field)!.Value.TryGetDateTimeOffset(out var time) && HasOffset(Member(body, field)!.Value.GetString()!))
        {
            return time.ToUniversalTime();
        }

        Errors.Add(field, "Must be an RFC 3339 time with offset, such as 2030-01-31T12:00:00Z.");
        return null;
    }

    private static bool HasOffset(string time) => time.EndsWith('Z') || (time.IndexOf('T', StringComparison.Ordinal) is > 0 and var clock && time.LastIndexOfAny(['+', '-']) > clock);

    private string? Text(JsonElement parent, string member, string? field = null)
    {
        if (Member(parent, member) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Errors.Add(field ?? member, "Must be a string.");
        return null;
    }

    /// <summary>A member that is there and not null.</summary>
    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private void RefuseUnknown(JsonElement parent, HashSet<string> known, string prefix)
    {
        foreach (var member in parent.EnumerateObject().Where(member => !known.Contains(member.Name)).Take(MostUnknown))
        {
            Errors.Add(prefix + member.Name, $"Is not known. Known are: {string.Join(", ", known)}.");
        }
    }
}
