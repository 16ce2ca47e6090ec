using Messaging.AspNetCore;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Clocks;
using Messaging.Redis;

namespace Messaging.StatusQuery.Service;

/// <summary>StatusQuery in a process of its own, on RabbitMQ and Redis.</summary>
public static class StatusQueryHost
{
    /// <summary>Registers everything it needs.</summary>
    public static WebApplicationBuilder AddStatusQueryHost(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("status-query", "http://127.0.0.1:5081");
        builder.Services.AddStoreClock().AddRedisLedger().AddRabbitMqBus("status-query", StatusQueryServices.ConfigureBus).AddStatusQuery();
        return builder;
    }
}
