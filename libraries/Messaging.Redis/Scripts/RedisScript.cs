namespace Messaging.Redis.Scripts;

/// <summary>A Lua script.</summary>
/// <param name="Name">Name in traces.</param>
/// <param name="Text">What the server runs.</param>
internal sealed record RedisScript(string Name, string Text);
