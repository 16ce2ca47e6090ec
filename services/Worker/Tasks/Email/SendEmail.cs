using System.Diagnostics;
using System.Net;
using System.Net.Mail;
using Messaging.Lifecycle.Tracing;
using Messaging.Tasks;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Tasks.Email;

/// <summary>Sends one message by SMTP. A message that reached some of its recipients is sent: it is never sent again because of the others.</summary>
internal sealed class SendEmail(IOptions<EmailOptions> options, TimeProvider clock, ILogger<SendEmail> logger) : ITaskHandler<SendEmailArguments, SendEmailResult>
{
    public static string Name => "email.send";

    public static string? Description => "Sends an e-mail.";

    public static TaskPolicy Policy => TaskPolicy.Default with { TimeLimit = TimeSpan.FromMinutes(15) };

    public static void AddServices(IServiceCollection services, IConfiguration configuration) =>
        services.AddOptions<EmailOptions>().Bind(configuration.GetSection(EmailOptions.Section)).ValidateDataAnnotations().ValidateOnStart();

    public async Task<SendEmailResult> Run(SendEmailArguments arguments, TaskContext context)
    {
        var server = options.Value;
        if (server.Host is not { Length: > 0 } || !EmailAddress.TryParse(server.From, out var from))
        {
            throw new PermanentTaskException($"This worker has no mail server. Set {EmailOptions.Section}:Host and {EmailOptions.Section}:From.");
        }

        using var message = EmailMessage.Build(arguments, from, context.TaskId);
        var recipients = message.To.Count + message.CC.Count + message.Bcc.Count;
        var refused = await Send(message, recipients, server, context.CancellationToken);
        logger.LogInformation("Message of task {TaskId} accepted for {Accepted} of {Recipients} recipients", context.TaskId, recipients - refused.Count, recipients);
        return new SendEmailResult(EmailMessage.IdOf(context.TaskId, from), recipients - refused.Count, refused);
    }

    private async Task<IReadOnlyList<SendEmailResult.Refusal>> Send(MailMessage message, int recipients, EmailOptions server, CancellationToken cancellationToken)
    {
        try
        {
            await SendInTime(message, server, cancellationToken);
            return [];
        }
        catch (SmtpFailedRecipientException exception)
        {
            SmtpFailedRecipientException[] failures = exception is SmtpFailedRecipientsException several ? several.InnerExceptions : [exception];
            if (failures.Length < recipients)
            {
                return [.. failures.Select(failure => new SendEmailResult.Refusal(failure.FailedRecipient?.Trim('<', '>') ?? "", failure.Message))];
            }

            throw failures.All(IsPermanent) ? new PermanentTaskException($"The mail server refuses every recipient: {failures[0].Message}", exception) : exception;
        }
        catch (SmtpException exception) when (IsPermanent(exception))
        {
            throw new PermanentTaskException($"The mail server refuses the message: {exception.Message}", exception);
        }
    }

    private async Task SendInTime(MailMessage message, EmailOptions server, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(server.Timeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var client = new SmtpClient(server.Host, server.Port) { EnableSsl = server.Security is SmtpSecurity.StartTls };
        if (server.UserName is not null)
        {
            client.Credentials = new NetworkCredential(server.UserName, server.Password);
        }

        using var span = TaskTracing.StartPart("smtp send", ActivityKind.Client);
        span?.SetTag("server.address", server.Host);
        span?.SetTag("server.port", server.Port);
        try
        {
            // The client's own cancellation does not reach a connection that hangs; leaving it and disposing of it does.
            await client.SendMailAsync(message, stop.Token).WaitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The mail server took longer than {server.Timeout}.");
        }
        catch (SmtpException exception)
        {
            span?.SetError(exception.GetType().FullName!, exception.StatusCode.ToString());
            throw;
        }
    }

    // 5xx are final answers (RFC 5321, 4.2.1); no answer at all has no such number.
    private static bool IsPermanent(SmtpException exception) => (int)exception.StatusCode >= 500;
}
