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
    /// <summary>
    /// Registers the runner and every handler class of the assemblies, open generic ones excepted. May be called more than once, with the
    /// same assembly too.
    /// </summary>
    /// <exception cref="InvalidOperationException">Two handlers share a name, or a name is not a task name.</exception>
    public static IServiceCollection AddTasks(
        this IServiceCollection services, IConfiguration configuration, params Assembly[] assemblies) =>
        services.AddTasks(configuration, assemblies, _ => true);

    /// <summary>
    /// Registers the runner and the handler classes of the assemblies, open generic ones excepted, whose names are wanted.
    /// </summary>
    /// <exception cref="InvalidOperationException">Two handlers share a name, or a name is not a task name.</exception>
    public static IServiceCollection AddTasks(
        this IServiceCollection services, IConfiguration configuration, IEnumerable<Assembly> assemblies, Func<string, bool> isWanted)
    {
        foreach (var (handler, contract) in assemblies.SelectMany(Handlers).Where(found => isWanted(NameOf(found.Handler, found.Contract))))
        {
            Call(nameof(AddTask), handler, contract, services, configuration);
        }

        return services.AddTaskRunner();
    }

    /// <summary>Registers the runner, which knows the tasks that are registered before or after it. May be called more than once.</summary>
    public static IServiceCollection AddTaskRunner(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRandomSource, SystemRandomSource>();
        services.TryAddSingleton<TaskRunner>();
        Registry(services);
        return services;
    }

    /// <summary>The names of the tasks that the handler classes of an assembly handle, in order.</summary>
    public static IReadOnlyList<string> NamesIn(Assembly assembly) =>
        [.. Handlers(assembly).Select(found => NameOf(found.Handler, found.Contract)).Order(StringComparer.Ordinal)];

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

    private static IEnumerable<(Type Handler, Type Contract)> Handlers(Assembly assembly) =>
        from handler in assembly.GetTypes()
        where handler is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        from contract in handler.GetInterfaces()
        where IsHandlerContract(contract)
        select (handler, contract);

    private static string NameOf(Type handler, Type contract) => (string)Call(nameof(TaskNameOf), handler, contract)!;

    private static string TaskNameOf<THandler, TArguments, TResult>()
        where THandler : class, ITaskHandler<TArguments, TResult>
        where TArguments : notnull => THandler.Name;

    private static object? Call(string method, Type handler, Type contract, params object[] arguments) =>
        typeof(TasksServices).GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .MakeGenericMethod([handler, .. contract.GenericTypeArguments])
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static bool IsHandlerContract(Type contract) =>
        contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ITaskHandler<,>);

    private static TaskRegistry Registry(IServiceCollection services)
    {
        if (services.FirstOrDefault(
            service => service.ServiceType == typeof(TaskRegistry))?.ImplementationInstance is TaskRegistry existing)
        {
            return existing;
        }

        var registry = new TaskRegistry();
        services.AddSingleton(registry);
        return registry;
    }
}
