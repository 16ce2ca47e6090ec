using Messaging.Client.Submission;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.Client;

/// <summary>Registration of the client.</summary>
public static class TaskClientServices
{
    /// <summary>Registers <see cref="ITaskClient"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says how tasks are submitted, such as <c>options => options.UseHttp("http://localhost:5080",
    /// "http://localhost:5081")</c>.</param>
    /// <exception cref="ArgumentException">What was set does not go together, or is out of range.</exception>
    public static IServiceCollection AddTaskClient(this IServiceCollection services, Action<TaskClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new TaskClientOptions();
        configure(options);
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new TaskHttp(options));
        if (options.RabbitMq is { } broker)
        {
            services.AddSingleton(_ => new DedicatedBus(broker));
        }

        services.AddSingleton<ITaskClient>(provider =>
        {
            var http = provider.GetRequiredService<TaskHttp>();
            return new TaskClient(
                Channel(options, http, provider), new StatusApi(http), options.Timeout, provider.GetRequiredService<TimeProvider>());
        });
        return services;
    }

    private static ISubmissionChannel Channel(TaskClientOptions options, TaskHttp http, IServiceProvider provider)
    {
        if (options.Bus is { } find)
        {
            return new BrokerSubmissions(() => Task.FromResult(find(provider)));
        }

        return options.RabbitMq is null
            ? new HttpSubmissions(http)
            : new BrokerSubmissions(provider.GetRequiredService<DedicatedBus>().Endpoints);
    }
}
