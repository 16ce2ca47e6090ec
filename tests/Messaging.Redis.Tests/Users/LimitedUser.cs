namespace Messaging.Redis.Tests.Users;

/// <summary>A Redis with a user whose rights are what <c>docs/security.md</c> says that they need to be, and no more.</summary>
public sealed class LimitedUser : IAsyncLifetime
{
    internal const string Name = "tasks";

    private RedisServer? _server;

    /// <summary>The connection string of the user.</summary>
    internal string Address => $"{Server.Address},user={Name},password=secret";

    /// <summary>The server; its own connection string is that of an operator.</summary>
    internal RedisServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    public async ValueTask InitializeAsync() =>
        _server = await RedisServer.Start($"user {Name} on >secret ~tasks:* &tasks:* +@all -@dangerous -@admin\n");

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    /// <summary>A prefix of a test's own, within what the user may touch.</summary>
    internal static string Prefix() => $"tasks:{Guid.NewGuid():N}";
}
