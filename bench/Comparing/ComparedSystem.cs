namespace Messaging.Bench.Comparing;

/// <summary>A peer.</summary>
/// <param name="Name">Its name in the JSON lines.</param>
/// <param name="Label">Its name for people.</param>
internal sealed record ComparedSystem(string Name, string Label);
