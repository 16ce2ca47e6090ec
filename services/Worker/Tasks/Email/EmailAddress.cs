using System.Diagnostics.CodeAnalysis;
using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;

namespace Messaging.Worker.Tasks.Email;

/// <summary>The addresses that we send to: what HTML calls a valid e-mail address, alone or as <c>Name &lt;address&gt;</c>.</summary>
internal static partial class EmailAddress
{
    private const int LengthLimit = 500;

    // RFC 5321, 4.5.3.1.3, less the brackets.
    private const int PlainLengthLimit = 254;

    private const string Plain = @"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*";

    public static bool TryParse(string? text, [NotNullWhen(true)] out MailAddress? address)
    {
        address = null;
        // Control characters first: a line break in a header would begin another header.
        if (text is not { Length: > 0 and <= LengthLimit } || text.Any(char.IsControl) || Form().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var plain = match.Groups["plain"].Value;
        return plain.Length <= PlainLengthLimit && MailAddress.TryCreate(plain, match.Groups["name"].Value.Trim(' ', '"'), Encoding.UTF8, out address);
    }

    [GeneratedRegex(
        $@"^(?:(?<plain>{Plain})|(?<name>[^<>@,;:""\\]*|""[^""\\]*"" *)<(?<plain>{Plain})>)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
