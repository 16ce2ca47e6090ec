namespace Messaging.Redis.Tests.Users;

public sealed class LimitedUserTaskStoreTests(LimitedUser user) : RedisRowStoreContract, IClassFixture<LimitedUser>
{
    private protected override RedisProcess Open(string? keyPrefix) => new(user.Address, keyPrefix ?? LimitedUser.Prefix());
}
