using Messaging.AspNetCore;
using Messaging.BundledTasks;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Links;
using Messaging.Lifecycle;
using Messaging.Operations;
using Messaging.Producer;
using Messaging.StatusQuery;
using Messaging.Worker;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Messaging.Standalone;

/// <summary>
/// Producer, Worker and StatusQuery in one process, on an in-memory transport and store: the same code as deployed, with nothing to
/// install.
/// </summary>
public static class StandaloneHost
{
    private const string DefaultUrl = "http://127.0.0.1:5080";
    private const string AnyFreePort = "http://127.0.0.1:0";

    /// <summary>Registers all three.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="isDemo">Whether to show a demo: on a port of its own, and without logs between its lines.</param>
    public static WebApplicationBuilder AddStandaloneHost(this WebApplicationBuilder builder, bool isDemo)
    {
        builder.AddServiceDefaults("standalone", isDemo ? AnyFreePort : DefaultUrl);
        builder.Logging.SetMinimumLevel(isDemo ? LogLevel.Warning : LogLevel.Information);
        builder.Services.Configure<StatusLinkOptions>(
            options => options.StatusUrl = isDemo ? "" : StatusUrl(builder.Configuration["urls"]?.Split(';')[0] ?? DefaultUrl));
        builder.Services
            .AddInMemoryLedger()
            .AddInMemoryBus(ProducerServices.ConfigureBus, WorkerServices.ConfigureBus, StatusQueryServices.ConfigureBus)
            .AddProducer()
            .AddOperations()
            .AddWorker()
            .AddStatusQuery()
            .AddBundledTasks(builder.Configuration);
        return builder;
    }

    /// <summary>Where the started application listens.</summary>
    public static string Address(this WebApplication application) =>
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    // Both services answer at one address, so a path says all where that address says nothing: any free port, or every interface.
    private static string StatusUrl(string listensAt) =>
        Uri.TryCreate(listensAt, UriKind.Absolute, out var url) && url.Port != 0 && url.Host is not ("0.0.0.0" or "[::]") ? listensAt : "";
}
