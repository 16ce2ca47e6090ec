using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using MimeKit;

namespace Messaging.BundledTasks.Email;

/// <summary>The addresses that we send to: a mailbox at a named host, alone or as <c>Name &lt;address&gt;</c>, in any script.</summary>
internal static class EmailAddress
{
    private const int TextLimit = 500;

    // RFC 5321, 4.5.3.1, in octets; the second less the brackets.
    private const int LocalPartLimit = 64;
    private const int AddressLimit = 254;

    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    private static readonly IdnMapping HostNames = new() { UseStd3AsciiRules = true };

    public static bool TryParse(string? text, [NotNullWhen(true)] out MailboxAddress? address)
    {
        address = null;
        // A line break in a header would begin another header.
        return text is { Length: > 0 and <= TextLimit }
            && !text.Any(char.IsControl)
            && MailboxAddress.TryParse(Strict, text, out address)
            && IsSendable(address);
    }

    /// <summary>The host's name as DNS knows it.</summary>
    public static string HostOf(MailboxAddress address) => HostNames.GetAscii(address.Domain);

    // Not what a parser of mail must know but nobody is reached by: routes, quoted names, addresses of machines, characters that cannot be
    // seen.
    private static bool IsSendable(MailboxAddress address) =>
        address.Route.Count == 0
        && !address.LocalPart.StartsWith('"')
        && !address.ToString().Any(char.IsControl)
        && !address.Address.Any(character => char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.SpaceSeparator)
        && Encoding.UTF8.GetByteCount(address.LocalPart) <= LocalPartLimit
        && Encoding.UTF8.GetByteCount(address.Address) <= AddressLimit
        && IsHostName(address.Domain);

    private static bool IsHostName(string domain)
    {
        try
        {
            return HostNames.GetAscii(domain).Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
