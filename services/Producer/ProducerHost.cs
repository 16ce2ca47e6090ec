using Messaging.AspNetCore;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Clocks;
using Messaging.Operations;
using Messaging.Redis;

namespace Messaging.Producer.Service;

/// <summary>Producer, with what an operator can do, in a process of its own, on RabbitMQ and Redis.</summary>
public static class ProducerHost
{
    /// <summary>Registers everything it needs.</summary>
    public static WebApplicationBuilder AddProducerHost(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("producer", "http://127.0.0.1:5080");
        builder.Services
            .AddStoreClock()
            .AddRedisLedger()
            .AddRabbitMqBus("producer", ProducerServices.ConfigureBus, ProducerServices.StayReady)
            .AddProducer()
            .AddOperations();
        return builder;
    }
}
