using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.Hosting.Validation;

/// <summary>Registration of what requests about tasks are checked with.</summary>
public static class ValidationServices
{
    /// <summary>Registers <see cref="TaskTypeCheck"/> and the types it knows. May be called more than once. Needs the ledger.</summary>
    public static IServiceCollection AddTaskTypeCheck(this IServiceCollection services)
    {
        services.TryAddSingleton<KnownTaskTypes>();
        services.TryAddSingleton<TaskTypeCheck>();
        return services;
    }
}
