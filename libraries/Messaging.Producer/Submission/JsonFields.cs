using System.Text.Json;
using Messaging.Hosting.Validation;
using Messaging.Tasks.Serialization;

namespace Messaging.Producer.Submission;

/// <summary>Reads the members of an object that a caller sent, and notes what is wrong with them.</summary>
/// <param name="parent">What was sent.</param>
/// <param name="errors">Where faults are noted.</param>
/// <param name="prefix">What the names of fields begin with in <paramref name="errors"/>.</param>
internal sealed class JsonFields(JsonElement parent, ValidationErrors errors, string prefix = "")
{
    /// <summary>Unknown members that are named: the answer must not be a multiple of the request.</summary>
    private const int MaxUnknown = 20;

    /// <summary>A member that is there and not null.</summary>
    public JsonElement? Member(string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public string? Text(string name)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        errors.Add(prefix + name, "Must be a string.");
        return null;
    }

    /// <summary>A text of bounded length.</summary>
    public string? Text(string name, int least, int most)
    {
        var text = Text(name);
        if (text?.Length < least || text?.Length > most)
        {
            errors.Add(prefix + name, least == 0 ? $"Must be at most {most} characters." : $"Must be {least} to {most} characters.");
        }

        return text;
    }

    public bool Flag(string name)
    {
        if (Member(name) is not { } value)
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            errors.Add(prefix + name, "Must be true or false.");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    public int? Whole(string name, int least, int most)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        errors.Add(prefix + name, $"Must be a whole number from {least} to {most}.");
        return null;
    }

    public double? Number(string name, double least, double most)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most)
        {
            return number;
        }

        errors.Add(prefix + name, FormattableString.Invariant($"Must be a number from {least} to {most}."));
        return null;
    }

    public TimeSpan? Duration(string name, TimeSpan least, TimeSpan most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Durations.TryParse(text, out var duration) && duration >= least && duration <= most)
        {
            return duration;
        }

        errors.Add(prefix + name, $"Must be a duration such as 500ms, 30s, 5m, 2h, 1d or PT5M, from {least} to {most}.");
        return null;
    }

    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Rfc3339.TryParse(text, out var time))
        {
            return time.ToUniversalTime();
        }

        errors.Add(prefix + name, "Must be an RFC 3339 time with offset, such as 2030-01-31T12:00:00Z.");
        return null;
    }

    /// <summary>The instant that a delay or a time leads to; <see langword="null"/> when neither is given.</summary>
    /// <param name="time">The name of the member that is a time; <c>delay</c> is the other.</param>
    /// <param name="now">What a delay counts from.</param>
    public DateTimeOffset? DueAt(string time, DateTimeOffset now)
    {
        var delay = Duration("delay", TimeSpan.Zero, SubmissionLimits.LongestDelay);
        var given = Time(time);
        if (Member("delay") is not null && Member(time) is not null)
        {
            errors.Add(prefix + time, $"Give either delay or {time}.");
        }

        if (given - now > SubmissionLimits.LongestDelay)
        {
            errors.Add(prefix + time, $"Must be within {SubmissionLimits.LongestDelay.TotalDays:F0} days.");
        }

        return given ?? (now + delay);
    }

    public void RefuseUnknown(IReadOnlyCollection<string> known)
    {
        foreach (var member in parent.EnumerateObject().Where(member => !known.Contains(member.Name)).Take(MaxUnknown))
        {
            errors.Add(prefix + member.Name, $"Is not known. Known are: {string.Join(", ", known)}.");
        }
    }
}
