namespace Messaging.Upgrade;

/// <summary>A process of one of the two versions.</summary>
internal sealed record FleetMember(string Service, string Version, string Name, ReleaseProcess Process)
{
    /// <summary>Whether callers are sent to it: not from the moment on at which it is to stop.</summary>
    public bool IsAsked { get; set; } = true;
}
