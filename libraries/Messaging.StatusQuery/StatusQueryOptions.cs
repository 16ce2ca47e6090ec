using System.ComponentModel.DataAnnotations;

namespace Messaging.StatusQuery;

/// <summary>Settings of StatusQuery. Configuration section <c>StatusQuery</c>.</summary>
public sealed class StatusQueryOptions : IValidatableObject
{
    private const string TraceId = "{traceId}";

    /// <summary>
    /// Where people look at a trace, with <c>{traceId}</c> in the place of its id, such as <c>http://localhost:16686/trace/{traceId}</c>:
    /// task documents then carry the link. Default: none.
    /// </summary>
    public string? TraceUrl { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TraceUrl is { Length: > 0 } url && (!url.Contains(TraceId, StringComparison.Ordinal)
            || !Uri.TryCreate(url.Replace(TraceId, "0", StringComparison.Ordinal), UriKind.Absolute, out var address)
                || address.Scheme is not ("http" or "https")))
        {
            yield return new ValidationResult(
                $"StatusQuery:TraceUrl must be an http or https address with {TraceId} in it, such as "
                    + $"http://localhost:16686/trace/{TraceId}.",
                [nameof(TraceUrl)]);
        }
    }

    /// <summary>Where people look at a trace, if that is known.</summary>
    internal string? TraceUrlOf(string? traceId) =>
        TraceUrl is { Length: > 0 } url && traceId is not null ? url.Replace(TraceId, traceId, StringComparison.Ordinal) : null;
}
