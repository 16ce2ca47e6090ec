using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Messaging.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Messaging.BundledTasks.Email;

/// <summary>
/// Sends one message by SMTP. A message that reached some of its recipients is sent: it is never sent again because of the others.
/// </summary>
internal sealed class SendEmail(IOptions<EmailOptions> options, TimeProvider clock, ILogger<SendEmail> logger)
    : ITaskHandler<SendEmailArguments, SendEmailResult>
{
    public static string Name => "email.send";

    public static string? Description => "Sends an e-mail.";

    public static TaskPolicy Policy => TaskPolicy.Default with { TimeLimit = TimeSpan.FromMinutes(15) };

    public static void AddServices(IServiceCollection services, IConfiguration configuration) =>
        services.AddOptions<EmailOptions>()
            .Bind(configuration.GetSection(EmailOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();

    public async Task<SendEmailResult> Run(SendEmailArguments arguments, TaskContext context)
    {
        var server = options.Value;
        if (server.Host is not { Length: > 0 } || !EmailAddress.TryParse(server.From, out var from))
        {
            throw new PermanentTaskException(
                $"This worker has no mail server. Set {EmailOptions.Section}:Host and {EmailOptions.Section}:From.");
        }

        using var message = EmailMessage.Build(arguments, from, context.TaskId, clock.GetUtcNow());
        var recipients = message.GetRecipients(onlyUnique: true);
        using var connection = new SmtpConnection();
        await Send(connection, message, recipients, server, context.CancellationToken);
        var accepted = recipients.Count - connection.Refusals.Count;
        logger.LogInformation(
            "Message of task {TaskId} accepted for {Accepted} of {Recipients} recipients", context.TaskId, accepted, recipients.Count);
        return new SendEmailResult(
            $"<{message.MessageId}>",
            accepted,
            [.. connection.Refusals.Select(refusal => new SendEmailResult.Refusal(refusal.Mailbox!.Address, refusal.Message))]);
    }

    private async Task Send(
        SmtpConnection connection,
        MimeMessage message,
        IList<MailboxAddress> recipients,
        EmailOptions server,
        CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(server.Timeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var span = TaskSpans.Start("smtp send");
        span?.SetTag("server.address", server.Host);
        span?.SetTag("server.port", server.Port);
        try
        {
            await Connect(connection, server, stop.Token);
            await Hand(connection, message, recipients, stop.Token);
            // Once the message is accepted, no trouble with saying goodbye may send it again: the library ignores it.
            await connection.DisconnectAsync(quit: true, stop.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The mail server took longer than {server.Timeout}.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            span?.SetError(exception.GetType().FullName!, (exception as SmtpCommandException)?.StatusCode.ToString());
            throw SmtpConnection.IsFinal(exception)
                ? new PermanentTaskException($"The mail server refuses {Refused(exception)}: {exception.Message}", exception)
                : exception;
        }
    }

    private static async Task Connect(SmtpConnection connection, EmailOptions server, CancellationToken cancellationToken)
    {
        connection.Timeout = (int)server.Timeout.TotalMilliseconds;
        // A list of revoked certificates that cannot be reached would stop all mail.
        connection.CheckCertificateRevocation = false;
        var authority = server.Certificates.ReadAuthority();
        // Without a callback the library believes some certificates of large providers whoever signed them.
        connection.ServerCertificateValidationCallback = (_, certificate, chain, errors) => authority is null
            ? errors == SslPolicyErrors.None
            : (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                && authority.HasSigned((X509Certificate2)certificate!, chain);

        await connection.ConnectAsync(server.Host!, server.Port, SecurityOf(server), cancellationToken);
        if (server.UserName is not null)
        {
            await connection.AuthenticateAsync(server.UserName, server.Password!, cancellationToken);
        }
    }

    private static async Task Hand(
        SmtpConnection connection, MimeMessage message, IList<MailboxAddress> recipients, CancellationToken cancellationToken)
    {
        // A host's name has a form in ASCII, the name before the @ has none.
        var needy = recipients.Concat(message.From.Mailboxes).FirstOrDefault(address => !Ascii.IsValid(address.LocalPart));
        if (needy is not null && !connection.Capabilities.HasFlag(SmtpCapabilities.UTF8))
        {
            throw new PermanentTaskException($"The mail server cannot send to or from '{needy.Address}': it does not offer SMTPUTF8.");
        }

        var format = FormatOptions.Default.Clone();
        format.International = needy is not null;
        // The library would show these recipients to the others.
        format.HiddenHeaders.Add(HeaderId.Bcc);
        await connection.SendAsync(format, message, cancellationToken);
    }

    private static SecureSocketOptions SecurityOf(EmailOptions server) => server.Security switch
    {
        SmtpSecurity.None => SecureSocketOptions.None,
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.SslOnConnect,
    };

    private static string Refused(Exception exception) => exception switch
    {
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted } => "every recipient",
        SmtpCommandException { ErrorCode: SmtpErrorCode.SenderNotAccepted } => "the sender",
        SmtpCommandException => "the message",
        _ => "the credentials",
    };
}

/// <param name="MessageId">The Message-ID header, the same for every attempt of the task.</param>
/// <param name="Accepted">How many recipients the server took the message for.</param>
/// <param name="Refused">Recipients that the server refused while it took the message for others.</param>
internal sealed record SendEmailResult(string MessageId, int Accepted, IReadOnlyList<SendEmailResult.Refusal> Refused)
{
    public sealed record Refusal(string Address, string Reason);
}

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
