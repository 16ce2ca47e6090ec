using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Messaging.BundledTasks.Http;

internal sealed record RequestHttpArguments : IValidatableObject
{
    [Description("An absolute http or https address.")]
    [StringLength(4_096, MinimumLength = 1)]
    public required string Url { get; init; }

    [Description("Default: GET.")]
    [RegularExpression("GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE", ErrorMessage = "It must be GET, HEAD, OPTIONS, POST, PUT, PATCH or DELETE.")]
    public string Method { get; init; } = "GET";

    [Description("Request headers. Only those that the worker allows.")]
    public Dictionary<string, string> Headers { get; init; } = [];

    [Description("Request body: a text is sent as it is, anything else as JSON.")]
    public JsonElement? Body { get; init; }

    [Description("How long one try may take, in seconds.")]
    [Range(0.1, 300)]
    public double? TimeoutSeconds { get; init; }

    internal bool IsSafe => Method is "GET" or "HEAD" or "OPTIONS";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            yield return new ValidationResult("It must be an absolute http or https address.", [nameof(Url)]);
        }
        else if (uri.UserInfo.Length > 0)
        {
            yield return new ValidationResult("It must not carry a user name or password; use the Authorization header.", [nameof(Url)]);
        }

        if (Body is not null && IsSafe)
        {
            yield return new ValidationResult($"A {Method} request has no body.", [nameof(Body)]);
        }

        foreach (var (name, value) in Headers)
        {
            if (value is null || value.Length > 8_192 || value.Any(character => char.IsControl(character) || !char.IsAscii(character)))
            {
                yield return new ValidationResult(
                    $"The value of '{name}' must be one line of at most 8,192 ASCII characters.", [nameof(Headers)]);
            }
            else if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && !MediaTypeHeaderValue.TryParse(value, out _))
            {
                yield return new ValidationResult("The value of 'Content-Type' must be a media type.", [nameof(Headers)]);
            }
        }
    }
}
