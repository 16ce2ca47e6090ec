using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.Hosting.Processes;

/// <summary>Registration of what processes tell each other of themselves.</summary>
public static class ProcessServices
{
    /// <summary>Announces Producer. To be called before anything that reads rows is registered.</summary>
    public static IServiceCollection AnnounceProducer(this IServiceCollection services) => services.Announce(AnnouncedService.Producer);

    /// <summary>Announces StatusQuery. To be called before anything that reads rows is registered.</summary>
    public static IServiceCollection AnnounceStatusQuery(this IServiceCollection services) =>
        services.Announce(AnnouncedService.StatusQuery);

    /// <summary>
    /// Announces what this process reads, for services that read rows and run beside Producer or StatusQuery, or without them. To be called
    /// before anything
    /// that reads rows is registered. May be called more than once.
    /// </summary>
    public static IServiceCollection AnnounceProcess(this IServiceCollection services)
    {
        services.AddHostedService<AnnouncementLoop>();
        return services.AddKindReaders();
    }

    /// <summary>Registers <see cref="KindReaders"/>. May be called more than once.</summary>
    public static IServiceCollection AddKindReaders(this IServiceCollection services)
    {
        services.TryAddSingleton<KindReaders>();
        return services;
    }

    private static IServiceCollection Announce(this IServiceCollection services, string service)
    {
        services.AddSingleton(new AnnouncedService(service));
        return services.AnnounceProcess();
    }
}
