using System.ComponentModel.DataAnnotations;
using System.Net;
using Messaging.Certificates;

namespace Messaging.BundledTasks.Email;

/// <summary>
/// The mail server, in section <c>Tasks:Email</c>. Without a host the worker starts, and <c>email.send</c> fails with a sentence that says
/// so.
/// </summary>
internal sealed class EmailOptions : IValidatableObject
{
    public const string Section = "Tasks:Email";

    public string? Host { get; set; }

    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    [EnumDataType(typeof(SmtpSecurity))]
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>
    /// File with the certificates, in PEM, of the only authorities that may vouch for the server. Default: those that the machine trusts.
    /// </summary>
    public string? CertificateAuthority { get; set; }

    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>Sender of every message, such as <c>Reports &lt;reports@example.com&gt;</c>.</summary>
    public string? From { get; set; }

    /// <summary>How long the server may take for one message.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    internal CertificateFiles Certificates => new(Section, CertificateAuthority, Certificate: null, Key: null, Password: null);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Host is { Length: > 0 } && Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            yield return new ValidationResult(
                $"{Section}:Host is '{Host}'; it must be a host such as smtp.example.com, without scheme and port.", [nameof(Host)]);
        }

        if (Host is { Length: > 0 } && !EmailAddress.TryParse(From, out _))
        {
            yield return new ValidationResult($"{Section}:From must be an e-mail address when {Section}:Host is set.", [nameof(From)]);
        }

        if (Certificates.Problem() is { } unreadable)
        {
            yield return new ValidationResult(unreadable, [nameof(CertificateAuthority)]);
        }

        if (CertificateAuthority is not null && Security is SmtpSecurity.None)
        {
            yield return new ValidationResult(
                $"{Section}:CertificateAuthority is for TLS, but {Section}:Security is None.", [nameof(CertificateAuthority)]);
        }

        if (UserName is null != Password is null)
        {
            yield return new ValidationResult($"{Section}:UserName and {Section}:Password come together.", [nameof(Password)]);
        }

        if (Password is not null && Security is SmtpSecurity.None && !IsThisMachine(Host))
        {
            yield return new ValidationResult(
                $"{Section}:Password would cross the network readable by all: set {Section}:Security to StartTls or Tls.",
                [nameof(Security)]);
        }
    }

    private static bool IsThisMachine(string? host) =>
        host is "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
