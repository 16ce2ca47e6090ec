namespace Messaging.Hosting.Processes;

/// <summary>A service that this process runs.</summary>
/// <param name="Name">Its name.</param>
internal sealed record AnnouncedService(string Name)
{
    public const string Producer = "producer";
    public const string StatusQuery = "status-query";
}
