namespace Messaging.Redis.Tests.Cluster;

/// <summary>Tests that leave the cluster as it is share one.</summary>
[CollectionDefinition(Name)]
public sealed class QuietCluster : ICollectionFixture<RedisCluster>
{
    public const string Name = "quiet cluster";
}
