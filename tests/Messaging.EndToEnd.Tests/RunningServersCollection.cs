using Messaging.EndToEnd.Tests.Processes;

namespace Messaging.EndToEnd.Tests;

/// <summary>Tests that share one system on the servers that the environment names.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // xunit's word for it.
public sealed class RunningServersCollection : ICollectionFixture<RunningSystem>
#pragma warning restore CA1711
{
    public const string Name = "Running servers";
}
