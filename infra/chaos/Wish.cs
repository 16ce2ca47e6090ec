namespace Messaging.Chaos;

/// <summary>What is asked of a task that was accepted.</summary>
/// <param name="Verb">The last part of the path, such as <c>cancel</c>.</param>
/// <param name="Body">What is sent.</param>
/// <param name="After">How long after its acceptance.</param>
internal sealed record Wish(string Verb, object Body, TimeSpan After);
