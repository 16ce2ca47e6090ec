using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Messaging.BundledTasks.Email;

/// <summary>A connection to a mail server, on which a message goes out as long as one of its recipients is accepted.</summary>
internal sealed class SmtpConnection : SmtpClient
{
    private readonly List<SmtpCommandException> _refusals = [];

    /// <summary>The recipients that the server refused.</summary>
    public IReadOnlyList<SmtpCommandException> Refusals => _refusals;

    /// <summary>Whether the server says that no later attempt will find another answer: 5xx (RFC 5321, 4.2.1).</summary>
    public static bool IsFinal(Exception exception) => exception switch
    {
        SmtpCommandException answer => (int)answer.StatusCode >= 500,
        // It wants credentials, and none are set.
        ServiceNotAuthenticatedException => true,
        MailKit.Security.AuthenticationException { InnerException: { } inner } => IsFinal(inner),
        _ => false,
    };

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _refusals.Add(new SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, response.StatusCode, mailbox, response.Response));

    // With one of 4xx if there is any: who may be there later is worth another attempt.
    protected override void OnNoRecipientsAccepted(MimeMessage message) => throw _refusals.MinBy(refusal => refusal.StatusCode)!;
}
