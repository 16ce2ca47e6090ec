using System.Globalization;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Search;
using Messaging.Lifecycle.Storage;
using Messaging.Tasks.Serialization;
using Microsoft.AspNetCore.Http;

namespace Messaging.AspNetCore.Status;

/// <summary>What a list of tasks is asked for, and what is wrong with the question.</summary>
internal sealed class TaskListQuery
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxTextLength = 100;

    private static readonly string[] Known = ["state", "name", "queue", "tag", "failure", "from", "to", "cursor", "limit"];

    private readonly Dictionary<string, string[]> _errors = [];
    private readonly IQueryCollection _query;

    public TaskListQuery(IQueryCollection query)
    {
        _query = query;
        foreach (var unknown in query.Keys.Except(Known, StringComparer.Ordinal).Take(MaxLimit))
        {
            _errors[unknown] = [$"Is not known. Known are: {string.Join(", ", Known)}."];
        }

        Filter = new TaskFilter
        {
            State = State(),
            Name = Text("name"),
            Queue = Text("queue"),
            Tag = Text("tag"),
            Failure = Failure(),
            From = Time("from"),
            To = Time("to"),
        };
        After = Cursor();
        Limit = Number("limit");
    }

    public IReadOnlyDictionary<string, string[]> Errors => _errors;

    public TaskFilter Filter { get; }

    public TaskCursor? After { get; }

    public int Limit { get; }

    private TaskState? State()
    {
        if (Value("state") is not { } text)
        {
            return null;
        }

        if (Enum.GetNames<TaskState>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } state)
        {
            return Enum.Parse<TaskState>(state);
        }

        _errors["state"] = [$"Must be one of {string.Join(", ", Enum.GetNames<TaskState>())}."];
        return null;
    }

    private string? Text(string field)
    {
        var text = Value(field);
        if (text?.Length > MaxTextLength)
        {
            _errors[field] = [$"Must be at most {MaxTextLength} characters."];
        }

        return text;
    }

    private string? Failure()
    {
        var text = Value("failure");
        if (text is not null && !FailureFingerprint.IsValid(text))
        {
            _errors["failure"] = ["Must be the fingerprint of a failure, as /api/v1/failures tells it."];
        }

        return text;
    }

    private DateTimeOffset? Time(string field)
    {
        if (Value(field) is not { } text)
        {
            return null;
        }

        if (Rfc3339.TryParse(text, out var time))
        {
            return time.ToUniversalTime();
        }

        _errors[field] = ["Must be an RFC 3339 time with offset, such as 2030-01-31T12:00:00Z."];
        return null;
    }

    private TaskCursor? Cursor()
    {
        if (Value("cursor") is not { } text)
        {
            return null;
        }

        if (TaskCursor.TryParse(text, out var place))
        {
            return place;
        }

        _errors["cursor"] = ["Must be the nextCursor of an earlier answer."];
        return null;
    }

    private int Number(string field)
    {
        if (Value(field) is not { } text)
        {
            return DefaultLimit;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaxLimit)
        {
            return number;
        }

        _errors[field] = [$"Must be a whole number from 1 to {MaxLimit}."];
        return DefaultLimit;
    }

    private string? Value(string field)
    {
        var values = _query[field];
        if (values.Count > 1)
        {
            _errors[field] = ["Must be given once."];
        }

        return values.Count == 0 ? null : values[0];
    }
}
