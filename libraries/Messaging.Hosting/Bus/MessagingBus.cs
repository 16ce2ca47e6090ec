using MassTransit;
using Messaging.Hosting.Routing;
using Messaging.Hosting.Serialization;
using Messaging.Hosting.Undecodable;
using Messaging.RabbitMq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Messaging.Hosting.Bus;

/// <summary>The one way a process of ours gets a bus: same conventions on RabbitMQ and in memory, and no usage telemetry.</summary>
public static class MessagingBus
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Registers the bus on RabbitMQ, at <c>ConnectionStrings:RabbitMq</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="connectionName">How RabbitMQ shows the connection.</param>
    /// <param name="registrations">Adds consumers.</param>
    public static IServiceCollection AddRabbitMqBus(
        this IServiceCollection services, string connectionName, params Action<IBusRegistrationConfigurator>[] registrations)
    {
        services.AddOptions<RabbitMqOptions>()
            .Configure<IConfiguration>(
                (options, configuration) => options.ConnectionString = configuration.GetConnectionString("RabbitMq") ?? "")
            .BindConfiguration("RabbitMq")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<BusSockets>();
        services.AddReceiveEndpointObserver(provider => provider.GetRequiredService<BrokerAnswers>());
        services.AddSendObserver<NackWatchdog>();
        services.AddSingleton<IQueueRoutes, RabbitMqQueueRoutes>();
        services.AddSingleton<IUndecodableQueues, RabbitMqUndecodableQueues>();
        services.AddSingleton<IQueueDepths, RabbitMqQueueDepths>();
        return services.AddBus(registrations, bus => bus.UsingRabbitMq((context, configurator) =>
        {
            var options = context.GetRequiredService<IOptions<RabbitMqOptions>>().Value;
            configurator.Host(
                options, connectionName, host => host.OnRefreshConnectionFactory = context.GetRequiredService<BusSockets>().Track);
            Configure(context, configurator);
        }));
    }

    /// <summary>Registers the bus within this process: nothing survives a restart.</summary>
    /// <param name="services">The services.</param>
    /// <param name="registrations">Adds consumers.</param>
    public static IServiceCollection AddInMemoryBus(
        this IServiceCollection services, params Action<IBusRegistrationConfigurator>[] registrations)
    {
        services.AddSingleton<IQueueRoutes, InMemoryQueueRoutes>();
        services.AddSingleton<IUndecodableQueues, InMemoryUndecodableQueues>();
        services.AddSingleton<IQueueDepths, InMemoryQueueDepths>();
        return services.AddBus(registrations, bus => bus.UsingInMemory((context, configurator) => Configure(context, configurator)));
    }

    private static IServiceCollection AddBus(
        this IServiceCollection services,
        Action<IBusRegistrationConfigurator>[] registrations,
        Action<IBusRegistrationConfigurator> transport)
    {
        services.AddSingleton<BrokerAnswers>();
        services.Configure<MassTransitHostOptions>(options => options.StopTimeout = StopTimeout);
        // The host must outlive the bus, or draining is cut short.
        services.Configure<HostOptions>(options => options.ShutdownTimeout = StopTimeout + TimeSpan.FromSeconds(10));
        return services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            bus.ConfigureHealthCheckOptions(check => check.Name = "bus");
            foreach (var registration in registrations)
            {
                registration(bus);
            }

            transport(bus);
        });
    }

    private static void Configure<TEndpoint>(IBusRegistrationContext context, IBusFactoryConfigurator<TEndpoint> configurator)
        where TEndpoint : IReceiveEndpointConfigurator
    {
        // MassTransit's default writes every envelope indented.
        configurator.ConfigureJsonSerializerOptions(options =>
        {
            options.WriteIndented = false;
            return options;
        });
        configurator.UseRawJsonBodies();
        configurator.ConfigureEndpoints(context);
    }
}
