namespace Messaging.Lifecycle.Processes;

/// <summary>What a process tells of itself, for others to know what it reads. Workers tell it by their heartbeats instead.</summary>
/// <param name="Id">The process, up to 200 characters: no other has the same.</param>
/// <param name="Services">The services it runs, such as <c>producer</c>.</param>
/// <param name="Version">Release of its code.</param>
/// <param name="Reads">The kinds of rows and messages it reads, see <see cref="ReadableKinds"/>.</param>
public sealed record ProcessAnnouncement(string Id, IReadOnlyList<string> Services, string? Version, IReadOnlyList<string> Reads);
