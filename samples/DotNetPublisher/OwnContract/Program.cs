using MassTransit;
using Messaging.Samples.OwnContract;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var address = Environment.GetEnvironmentVariable("ConnectionStrings__RabbitMq") ?? "amqp://guest:guest@localhost:5672/";

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddMassTransit(bus =>
{
    bus.DisableUsageTelemetry();
    bus.UsingRabbitMq((_, rabbitMq) => rabbitMq.Host(new Uri(address)));
});
using var host = builder.Build();
await host.StartAsync();

// An exchange and not a queue: for a queue's address MassTransit would declare the queue again, with other arguments.
var endpoint = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("exchange:submit-task"));
var id = NewId.NextGuid();
await endpoint.Send(new SubmitTask(id, "math.add", new { a = 1, b = 2 }, TimeSpan.FromMinutes(1)), context =>
{
    // Returned instead of dropped, should there be no queue yet.
    context.GetPayload<RabbitMqSendContext>().Mandatory = true;
});

Console.WriteLine(id);
await host.StopAsync();
