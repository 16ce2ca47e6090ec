using System.ComponentModel.DataAnnotations;

namespace Messaging.Hosting.Links;

/// <summary>Where callers ask for a task, as answers tell them. Configuration section <c>Producer</c>.</summary>
public sealed class StatusLinkOptions : IValidatableObject
{
    /// <summary>The configuration section. It keeps the name of Producer, which was the first to answer with the address.</summary>
    public const string Section = "Producer";

    /// <summary>
    /// Base address of StatusQuery as callers reach it, for the status URL in answers; empty gives a path alone. Default:
    /// <c>http://localhost:5081</c>.
    /// </summary>
    public string StatusUrl { get; set; } = "http://localhost:5081";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (StatusUrl.Length > 0
            && (!Uri.TryCreate(StatusUrl, UriKind.Absolute, out var address)
                || address.Scheme is not ("http" or "https")
                || address.Query.Length + address.Fragment.Length > 0))
        {
            yield return new ValidationResult(
                "Producer:StatusUrl must be an http or https address such as https://tasks.example.com, or empty.", [nameof(StatusUrl)]);
        }
    }

    /// <summary>Where callers ask for one task.</summary>
    /// <param name="taskId">The task.</param>
    public string StatusUrlOf(Guid taskId) => $"{StatusUrl.TrimEnd('/')}/api/v1/tasks/{taskId}";
}
