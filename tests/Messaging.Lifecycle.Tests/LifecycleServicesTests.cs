using Messaging.Lifecycle.Batching;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Lifecycle.Tests;

public sealed class LifecycleServicesTests
{
    [Fact]
    public async Task The_in_memory_ledger_is_complete_and_works()
    {
        await using var provider = Services()
            .AddInMemoryLedger()
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        await provider.GetRequiredService<LedgerWriter>().Write(Told.Submitted(), CancellationToken.None);

        var stored = await provider.GetRequiredService<IRowStore>().Load([Told.Id], CancellationToken.None);
        TaskRowCodec.Decode(Told.Id, stored[0])!.State.ShouldBe(TaskState.Queued);
        provider.GetRequiredService<ITaskCatalog>().ShouldBeOfType<InMemoryTaskCatalog>();
        (await provider.GetRequiredService<TaskJanitor>().Sweep(CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public void Registering_twice_registers_once()
    {
        var once = Services().AddInMemoryLedger();
        var services = once.Count(service => service.ServiceType.Namespace!.StartsWith("Messaging", StringComparison.Ordinal));

        once.AddInMemoryLedger().AddLedger();

        once.Count(service => service.ServiceType.Namespace!.StartsWith("Messaging", StringComparison.Ordinal)).ShouldBe(services);
    }

    [Fact]
    public async Task A_store_that_was_registered_before_is_kept()
    {
        var store = new ObservedStore(new InMemoryRowStore(TimeProvider.System));

        await using var provider = Services().AddSingleton<IRowStore>(store).AddInMemoryLedger().BuildServiceProvider();

        provider.GetRequiredService<IRowStore>().ShouldBeSameAs(store);
    }

    [Fact]
    public async Task The_writer_of_the_ledger_is_watched()
    {
        await using var provider = Services()
            .AddLogging()
            .AddInMemoryLedger()
            .AddCoalescerHealth("ready")
            .AddCoalescerHealth("ready")
            .BuildServiceProvider();

        await provider.GetRequiredService<LedgerWriter>().Write(Told.Submitted(), CancellationToken.None);

        provider.GetRequiredService<CoalescerMonitor>().Coalescers.ShouldHaveSingleItem().Name.ShouldBe("ledger");
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        report.Entries.ShouldHaveSingleItem().Key.ShouldBe("coalescers");
        report.Status.ShouldBe(HealthStatus.Healthy);
    }

    private static IServiceCollection Services() =>
        new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
}
