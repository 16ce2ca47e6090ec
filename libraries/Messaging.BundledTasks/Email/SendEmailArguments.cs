using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Messaging.BundledTasks.Email;

internal sealed record SendEmailArguments : IValidatableObject
{
    [Description("Recipients, as 'ann@example.com' or 'Ann <ann@example.com>'.")]
    [Length(0, 50)]
    [EmailAddresses]
    public string[] To { get; init; } = [];

    [Description("Recipients of a copy.")]
    [Length(0, 50)]
    [EmailAddresses]
    public string[] Cc { get; init; } = [];

    [Description("Recipients of a copy whom the others do not see.")]
    [Length(0, 50)]
    [EmailAddresses]
    public string[] Bcc { get; init; } = [];

    [Description("One line.")]
    [StringLength(500, MinimumLength = 1)]
    [RegularExpression(@"[^\u0000-\u001F\u007F-\u009F\u2028\u2029]*", ErrorMessage = "It must be one line without control characters.")]
    public required string Subject { get; init; }

    [Description("The message as plain text.")]
    [StringLength(200_000)]
    public string? Text { get; init; }

    [Description("The message as HTML.")]
    [StringLength(200_000)]
    public string? Html { get; init; }

    [Description("Where answers go, when not to the sender.")]
    [EmailAddresses]
    public string? ReplyTo { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (To.Length + Cc.Length + Bcc.Length == 0)
        {
            yield return new ValidationResult("A message needs a recipient.", [nameof(To)]);
        }

        if (Text is null && Html is null)
        {
            yield return new ValidationResult("A message needs a text or an html.", [nameof(Text)]);
        }
    }
}
