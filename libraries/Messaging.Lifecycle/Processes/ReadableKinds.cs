namespace Messaging.Lifecycle.Processes;

/// <summary>
/// Kinds of rows and messages that came after the first release. Each has a name that never changes. A process writes a kind only when all
/// others have announced that they read it,
/// which <c>KindReaders</c> tells.
/// </summary>
public static class ReadableKinds
{
    /// <summary>
    /// Rows with members and in states that a process does not know: it keeps the members, and leaves the rows in such states alone.
    /// </summary>
    public const string OpenRows = "open-rows";

    /// <summary>All that this release reads.</summary>
    public static IReadOnlyList<string> All { get; } = [OpenRows];
}
