using Messaging.Lifecycle.Catalog;
using Messaging.Testing.Catalog;

namespace Messaging.Lifecycle.Tests.Catalog;

public sealed class InMemoryTaskCatalogTests : TaskCatalogContract
{
    protected override Task<ITaskCatalog> CreateCatalog() => Task.FromResult<ITaskCatalog>(new InMemoryTaskCatalog());
}
