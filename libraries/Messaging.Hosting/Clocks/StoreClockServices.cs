using Messaging.Hosting.Health;
using Messaging.Lifecycle.Clocks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.Hosting.Clocks;

/// <summary>Registration of the store's clock.</summary>
public static class StoreClockServices
{
    /// <summary>
    /// Takes the time from the store instead of from the machine, for processes that share a store: no two machines' clocks are compared
    /// then. To be called before anything that
    /// begins with the process is registered. Needs an <see cref="IStoreTime"/>.
    /// </summary>
    public static IServiceCollection AddStoreClock(this IServiceCollection services)
    {
        services.AddSingleton(new StoreClock(TimeProvider.System));
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(provider => provider.GetRequiredService<StoreClock>()));
        services.AddHostedService<StoreClockLoop>();
        services.AddHealthChecks().AddCheck<ClockHealthCheck>("clock", tags: [HealthTags.Ready]);
        return services;
    }
}
