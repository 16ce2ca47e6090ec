namespace Messaging.Upgrade;

/// <summary>A release and the servers it runs on.</summary>
/// <param name="Build">Where its programs are.</param>
/// <param name="Redis">Connection string of the store.</param>
/// <param name="RabbitMq">Connection string of the broker.</param>
/// <param name="Hear">Is told each line that a process of it writes.</param>
internal sealed record ReleaseSettings(string Build, string Redis, string RabbitMq, Action<string> Hear);
