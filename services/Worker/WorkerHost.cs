using Messaging.AspNetCore;
using Messaging.BundledTasks;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Clocks;
using Messaging.Redis;

namespace Messaging.Worker.Service;

/// <summary>A worker in a process of its own, on RabbitMQ and Redis, with the bundled tasks.</summary>
public static class WorkerHost
{
    /// <summary>Registers everything it needs.</summary>
    public static WebApplicationBuilder AddWorkerHost(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("worker", "http://127.0.0.1:5082");
        builder.Services.AddStoreClock()
            .AddRedisLedger()
            .AddRabbitMqBus("worker", WorkerServices.ConfigureBus)
            .AddWorker()
            .AddBundledTasks(builder.Configuration);
        return builder;
    }
}
