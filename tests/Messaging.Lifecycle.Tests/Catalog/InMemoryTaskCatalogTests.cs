using Messaging.Lifecycle.Catalog;
using Messaging.TestSupport.Catalog;

namespace Messaging.Lifecycle.Tests.Catalog;

public sealed class InMemoryTaskCatalogTests : TaskCatalogContract
{
    protected override Task<ITaskCatalog> CreateCatalog() => Task.FromResult<ITaskCatalog>(new InMemoryTaskCatalog());
}
