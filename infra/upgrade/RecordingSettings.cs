namespace Messaging.Upgrade;

/// <summary>What a recording is made with, and where it goes.</summary>
internal sealed record RecordingSettings(
    string Build, string Output, string Redis, string RabbitMq, string RabbitMqTool, string RabbitMqDirectory)
{
    public ReleaseSettings Release(string service) => new(Build, Redis, RabbitMq, line => Console.Error.WriteLine($"{service}: {line}"));
}
