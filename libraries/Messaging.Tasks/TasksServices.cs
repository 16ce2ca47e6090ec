using System.Reflection;
using Messaging.Tasks.Registration;
using Messaging.Tasks.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.Tasks;

/// <summary>Registration of this library.</summary>
public static class TasksServices
{
    /// <summary>Registers the runner and every handler class of the assemblies, open generic ones excepted. May be called more than once, with the same assembly too.</summary>
    /// <exception cref="InvalidOperationException">Two handlers share a name, or a name is not a task name.</exception>
    public static IServiceCollection AddTasks(this IServiceCollection services, IConfiguration configuration, params Assembly[] assemblies)
    {
        foreach (var handler in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }))
        {
            foreach (var contract in handler.GetInterfaces().Where(IsHandlerContract))
            {
                typeof(TasksServices).GetMethod(nameof(AddTask))!
                    .MakeGenericMethod([handler, .. contract.GenericTypeArguments])
                    .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [services, configuration], null);
            }
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRandomSource, SystemRandomSource>();
        services.TryAddSingleton<TaskRunner>();
        Registry(services);
        return services;
    }

    /// <summary>Registers one handler, once.</summary>
    /// <exception cref="InvalidOperationException">Its name is taken, or is not a task name.</exception>
    public static IServiceCollection AddTask<THandler, TArguments, TResult>(this IServiceCollection services, IConfiguration configuration)
        where THandler : class, ITaskHandler<TArguments, TResult>
        where TArguments : notnull
    {
        if (Registry(services).Add(new HandlerTaskDefinition<THandler, TArguments, TResult>()))
        {
            services.AddScoped<THandler>();
            THandler.AddServices(services, configuration);
        }

        return services;
    }

    private static bool IsHandlerContract(Type contract) => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ITaskHandler<,>);

    private static TaskRegistry Registry(IServiceCollection services)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(TaskRegistry))?.ImplementationInstance is TaskRegistry existing)
        {
            return existing;
        }

        var registry = new TaskRegistry();
        services.AddSingleton(registry);
        return registry;
    }
}
