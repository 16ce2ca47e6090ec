using MassTransit;
using Messaging.Client;
using Messaging.Samples.WithClient;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var broker = Environment.GetEnvironmentVariable("ConnectionStrings__RabbitMq") ?? "amqp://guest:guest@localhost:5672/";
var status = Environment.GetEnvironmentVariable("StatusUrl") ?? "http://localhost:5081";
var add = new TypedTask<Numbers, double>("math.add");

// A service that has a bus of its own: the client sends on it.
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services
    .AddMassTransit(bus =>
    {
        bus.DisableUsageTelemetry();
        bus.UsingRabbitMq((_, rabbitMq) => rabbitMq.Host(new Uri(broker)));
    })
    .AddTaskClient(options =>
    {
        options.UseBus();
        options.StatusAddress = new Uri(status);
    });
using var host = builder.Build();
await host.StartAsync();

var task = await host.Services.GetRequiredService<ITaskClient>().SubmitAsync(add, new Numbers(1, 2));
Console.WriteLine(await task.WaitAsync(TimeSpan.FromSeconds(30)));
await host.StopAsync();
