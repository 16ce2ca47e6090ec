using MimeKit;

namespace Messaging.BundledTasks.Email;

/// <summary>A message as the mail library wants it.</summary>
internal static class EmailMessage
{
    public static MimeMessage Build(SendEmailArguments arguments, MailboxAddress from, Guid taskId, DateTimeOffset now)
    {
        var message = new MimeMessage
        {
            Subject = arguments.Subject,
            Date = now,
            MessageId = $"{taskId:N}@{EmailAddress.HostOf(from)}",
            Body = new BodyBuilder { TextBody = arguments.Text, HtmlBody = arguments.Html }.ToMessageBody(),
        };
        message.From.Add(from);
        Add(message.To, arguments.To);
        Add(message.Cc, arguments.Cc);
        Add(message.Bcc, arguments.Bcc);
        if (arguments.ReplyTo is not null)
        {
            Add(message.ReplyTo, [arguments.ReplyTo]);
        }

        return message;
    }

    private static void Add(InternetAddressList list, string[] addresses)
    {
        foreach (var text in addresses)
        {
            list.Add(
                EmailAddress.TryParse(text, out var address)
                    ? address
                    : throw new ArgumentException("This is not an e-mail address.", nameof(addresses)));
        }
    }
}
