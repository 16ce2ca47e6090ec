using Messaging.Hosting.Loops;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Hosting.Health;

/// <summary>Registration of health.</summary>
internal static class HealthServices
{
    /// <summary>Registers what all processes check, and bounds every check, whoever registers it.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<LoopMonitor>();
        services.AddSingleton<HealthHistory>();
        services.AddSingleton<HealthReports>();
        services.AddSingleton<Startup>();
        services.AddHealthChecks()
            .AddCheck<LoopHealthCheck>("loops", tags: [HealthTags.Ready])
            .AddCheck<HangingLoopsHealthCheck>("hanging-loops", tags: [HealthTags.Live]);
        services.PostConfigure<HealthCheckServiceOptions>(health =>
        {
            foreach (var check in health.Registrations)
            {
                Func<IServiceProvider, IHealthCheck> inner = check.Tags.Contains("masstransit") ? provider =>
                    ActivatorUtilities.CreateInstance<BusHealthCheck>(provider) : check.Factory;
                check.Factory = provider => ActivatorUtilities.CreateInstance<BoundedHealthCheck>(provider, inner(provider));
            }
        });
        return services;
    }
}
