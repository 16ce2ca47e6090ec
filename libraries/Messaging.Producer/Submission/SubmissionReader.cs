using System.Runtime.InteropServices;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Hosting.Validation;
using Messaging.Tasks;
using Messaging.Tasks.Policies;

namespace Messaging.Producer.Submission;

/// <summary>Reads a request field by field and notes everything that is wrong with it, so that a caller learns it all at once.</summary>
internal sealed class SubmissionReader
{
    private static readonly HashSet<string> Fields =
    [
        "name",
        "args",
        "queue",
        "delay",
        "notBefore",
        "expiresAt",
        "id",
        "retry",
        "timeLimit",
        "key",
        "tags",
        "traceParent",
        "traceState",
    ];
    private static readonly HashSet<string> RetryFields = ["maxAttempts", "backoff", "baseDelay", "maxDelay"];
    private static readonly string[] Backoffs = ["fixed", "linear", "exponential"];

    private readonly JsonElement _body;
    private readonly DateTimeOffset _now;
    private readonly JsonFields _fields;

    public SubmissionReader(JsonElement body, DateTimeOffset now) => (_body, _now, _fields) = (body, now, new JsonFields(body, Errors));

    public ValidationErrors Errors { get; } = new();

    /// <summary>Whether the arguments are larger than they may be: a matter of its own, since it has its own status code.</summary>
    public bool AreArgumentsTooLarge { get; private set; }

    /// <summary>The submission, whose id is empty when the caller gave none. Only meaningful without <see cref="Errors"/>.</summary>
    /// <param name="origin">The trace it belongs to unless it names one itself.</param>
    public TaskSubmitted Read(TraceOrigin origin)
    {
        if (_body.ValueKind != JsonValueKind.Object)
        {
            Errors.Add("$", "The body must be a JSON object such as {\"name\": \"math.add\", \"args\": {\"a\": 1, \"b\": 2}}.");
            return Submitted(origin, null, null);
        }

        _fields.RefuseUnknown(Fields);
        var dueAt = DueAt();
        var expiresAt = ExpiresAt(dueAt);
        if (TraceOrigin.Of(_fields.Text("traceParent"), _fields.Text("traceState")) is { Parent: not null } named)
        {
            origin = named;
        }

        return Submitted(origin, dueAt, expiresAt);
    }

    private TaskSubmitted Submitted(TraceOrigin origin, DateTimeOffset? dueAt, DateTimeOffset? expiresAt) => new()
    {
        TaskId = Id(),
        Name = Name(),
        Arguments = Arguments(),
        Queue = Queue(),
        SubmittedAt = _now,
        DueAt = dueAt,
        ExpiresAt = expiresAt,
        Retry = Retry(),
        TimeLimit = _fields.Duration("timeLimit", SubmissionLimits.ShortestTimeLimit, TaskPolicy.LongestTimeLimit),
        Key = _fields.Text("key", 1, SubmissionLimits.KeyLength),
        Tags = Tags(),
        TraceParent = origin.Parent,
        TraceState = origin.State,
    };

    private Guid Id()
    {
        if (_fields.Text("id") is not { } text)
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
        var name = _fields.Text("name");
        if (name is null && _fields.Member("name") is null && _body.ValueKind == JsonValueKind.Object)
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
        var arguments = _fields.Member("args") ?? JsonSerializer.SerializeToElement(new { });
        AreArgumentsTooLarge = JsonMarshal.GetRawUtf8Value(arguments).Length > SubmissionLimits.ArgumentBytes;
        return arguments;
    }

    private string Queue()
    {
        var queue = _fields.Text("queue") ?? "default";
        if (!QueueNames.IsValidTaskQueue(queue))
        {
            Errors.Add("queue", "Must be 1 to 64 lower-case letters, digits, dots, hyphens and underscores, and not 'poison'.");
        }

        return queue;
    }

    private DateTimeOffset? DueAt()
    {
        var dueAt = _fields.DueAt("notBefore", _now);
        return dueAt > _now ? dueAt : null;
    }

    private DateTimeOffset? ExpiresAt(DateTimeOffset? dueAt)
    {
        var expiresAt = _fields.Time("expiresAt");
        if (expiresAt <= _now)
        {
            Errors.AddLate("expiresAt", "Must be in the future.");
        }
        else if (expiresAt <= dueAt)
        {
            // A delay counts from now: what was sent before was due earlier.
            Action<string, string> note = _fields.Member("delay") is null ? Errors.Add : Errors.AddLate;
            note("expiresAt", "Must be later than the task is due.");
        }

        return expiresAt;
    }

    private RetryOverride? Retry()
    {
        if (_fields.Member("retry") is not { } retry)
        {
            return null;
        }

        if (retry.ValueKind != JsonValueKind.Object)
        {
            Errors.Add("retry", "Must be an object.");
            return null;
        }

        var fields = new JsonFields(retry, Errors, "retry.");
        fields.RefuseUnknown(RetryFields);
        var backoff = fields.Text("backoff");
        if (backoff is not null && !Backoffs.Contains(backoff, StringComparer.Ordinal))
        {
            Errors.Add("retry.backoff", $"Must be one of {string.Join(", ", Backoffs)}.");
        }

        return new RetryOverride
        {
            MaxAttempts = fields.Whole("maxAttempts", 1, TaskPolicy.AttemptsLimit),
            Backoff = backoff,
            BaseDelay = fields.Duration("baseDelay", TimeSpan.Zero, Backoff.DelayLimit),
            MaxDelay = fields.Duration("maxDelay", TimeSpan.Zero, Backoff.DelayLimit),
        };
    }

    private string[]? Tags()
    {
        if (_fields.Member("tags") is not { } tags)
        {
            return null;
        }

        if (tags.ValueKind != JsonValueKind.Array
            || tags.GetArrayLength() > SubmissionLimits.Tags
            || tags.EnumerateArray()
                .Any(tag => tag.ValueKind != JsonValueKind.String || tag.GetString() is { Length: 0 or > SubmissionLimits.TagLength }))
        {
            Errors.Add("tags", $"Must be at most {SubmissionLimits.Tags} strings of 1 to {SubmissionLimits.TagLength} characters.");
            return null;
        }

        return [.. tags.EnumerateArray().Select(tag => tag.GetString()!).Distinct(StringComparer.Ordinal)];
    }
}
