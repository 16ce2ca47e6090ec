using System.ComponentModel.DataAnnotations;

namespace Messaging.BundledTasks.Email;

/// <summary>Every item of the list, or the one text, is an e-mail address.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EmailAddressesAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        string?[] items = value switch
        {
            null => [],
            string single => [single],
            IEnumerable<string?> many => [.. many],
            _ => throw new InvalidOperationException($"{nameof(EmailAddressesAttribute)} is for texts and lists of texts."),
        };
        var wrong = Array.FindIndex(items, item => !EmailAddress.TryParse(item, out _));
        return wrong < 0
            ? ValidationResult.Success
            : new ValidationResult(
                value is string ? "This is not an e-mail address." : $"Item {wrong + 1} is not an e-mail address.",
                [validationContext.MemberName!]);
    }
}
