namespace Messaging.BundledTasks.Tests.Email;

/// <summary>A message as another implementation of SMTP and MIME understood it.</summary>
internal sealed record ReceivedMessage(
    string Sender, string[] Recipients, Dictionary<string, string> Headers, string? Text, string? Html, bool Authenticated, bool Encrypted);
