using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.Hosting.Links;

/// <summary>Registration of the addresses that answers give.</summary>
public static class LinkServices
{
    /// <summary>Binds <see cref="StatusLinkOptions"/>. May be called more than once.</summary>
    public static IServiceCollection AddStatusLinks(this IServiceCollection services)
    {
        // Options that are bound twice report each bad value twice.
        if (services.All(service => service.ServiceType != typeof(IOptionsChangeTokenSource<StatusLinkOptions>)))
        {
            services.AddOptions<StatusLinkOptions>()
                .BindConfiguration(StatusLinkOptions.Section)
                .ValidateDataAnnotations()
                .ValidateOnStart();
        }

        return services;
    }
}
