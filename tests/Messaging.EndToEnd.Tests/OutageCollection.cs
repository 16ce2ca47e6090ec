using Messaging.EndToEnd.Tests.Processes;

namespace Messaging.EndToEnd.Tests;

/// <summary>Tests that stop servers: one after the other, on servers of their own.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // xunit's word for it.
public sealed class OutageCollection : ICollectionFixture<OwnServers>
#pragma warning restore CA1711
{
    public const string Name = "Outages";
}
