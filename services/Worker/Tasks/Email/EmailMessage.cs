using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace Messaging.Worker.Tasks.Email;

/// <summary>A message as the mail library wants it.</summary>
internal static class EmailMessage
{
    public static string IdOf(Guid taskId, MailAddress from) => $"<{taskId:N}@{from.Host}>";

    public static MailMessage Build(SendEmailArguments arguments, MailAddress from, Guid taskId)
    {
        var message = new MailMessage { From = from, Subject = arguments.Subject, SubjectEncoding = Encoding.UTF8 };
        message.Headers["Message-ID"] = IdOf(taskId, from);
        Add(message.To, arguments.To);
        Add(message.CC, arguments.Cc);
        Add(message.Bcc, arguments.Bcc);
        if (arguments.ReplyTo is not null)
        {
            Add(message.ReplyToList, [arguments.ReplyTo]);
        }

        // From the plainest to the richest: readers show the last one that they understand.
        Add(message.AlternateViews, arguments.Text, MediaTypeNames.Text.Plain);
        Add(message.AlternateViews, arguments.Html, MediaTypeNames.Text.Html);
        return message;
    }

    private static void Add(MailAddressCollection list, string[] addresses)
    {
        foreach (var text in addresses)
        {
            list.Add(EmailAddress.TryParse(text, out var address) ? address : throw new ArgumentException("This is not an e-mail address.", nameof(addresses)));
        }
    }

    private static void Add(AlternateViewCollection views, string? content, string mediaType)
    {
        if (content is not null)
        {
            views.Add(AlternateView.CreateAlternateViewFromString(content, Encoding.UTF8, mediaType));
        }
    }
}
