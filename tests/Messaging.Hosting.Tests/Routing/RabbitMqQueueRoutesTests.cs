using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MassTransit;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Routing;
using Messaging.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.Hosting.Tests.Routing;

public sealed class RabbitMqQueueRoutesTests : IAsyncLifetime
{
    private readonly string _name = QueueNames.Task($"test-{Guid.NewGuid():N}");
    private readonly ServiceProvider _process = Process(TestServers.RabbitMq);
    private IConnection _connection = null!;

    private IQueueRoutes Routes => _process.GetRequiredService<IQueueRoutes>();

    public async ValueTask InitializeAsync() =>
        _connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await Delete();
        await _connection.DisposeAsync();
    }

    [Fact]
    public async Task What_is_sent_to_the_address_waits_in_the_queue()
    {
        var address = await Routes.To(_name, CancellationToken.None);

        address.ShouldBe(new Uri($"exchange:{_name}"));
        await Publish();
        await Publish();
        await Eventually.Is(async () => await Messages() == 2);
    }

    [Fact]
    public async Task A_command_that_is_rejected_goes_to_the_poison_queue_that_was_declared_with_its_own()
    {
        await Routes.To(_name, CancellationToken.None);
        await Publish();

        await using (var channel = await _connection.CreateChannelAsync())
        {
            var command = await Eventually.Get(() => channel.BasicGetAsync(_name, autoAck: false), got => got is not null);
            await channel.BasicRejectAsync(command!.DeliveryTag, requeue: false);
        }

        await using var poison = await _connection.CreateChannelAsync();
        await Eventually.Is(async () =>
        {
            // Other tests of the run may have messages there.
            var message = await poison.BasicGetAsync(QueueNames.Poison, autoAck: false);
            return message?.BasicProperties.Headers?["x-first-death-queue"] is byte[] queue
                && System.Text.Encoding.UTF8.GetString(queue) == _name;
        });
    }

    [Fact]
    public async Task A_queue_is_declared_once_and_again_after_it_was_forgotten()
    {
        await Routes.To(_name, CancellationToken.None);
        await Delete();

        await Routes.To(_name, CancellationToken.None);
        (await Exists()).ShouldBeFalse();

        Routes.Forget(_name);
        await Routes.To(_name, CancellationToken.None);
        (await Exists()).ShouldBeTrue();
        await Publish();
        await Eventually.Is(async () => await Messages() == 1);
    }

    [Fact]
    public async Task Many_who_ask_at_once_all_get_their_address()
    {
        var addresses = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(_ => Task.Run(async () => await Routes.To(_name, CancellationToken.None))));

        addresses.Distinct().ShouldBe([new Uri($"exchange:{_name}")]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_endpoint_and_the_routes_declare_the_same_whoever_is_first(bool isTaskQueue, bool isEndpointFirst)
    {
        var name = isTaskQueue ? _name : _name["tasks.".Length..];
        var bus = _process.GetRequiredService<IBusControl>();
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await bus.StartAsync();
        try
        {
            var endpoint = isEndpointFirst ? Connect(bus, name, received) : null;
            await (endpoint?.Ready ?? Task.CompletedTask);

            var address = await Routes.To(name, CancellationToken.None);
            endpoint ??= Connect(bus, name, received);
            await endpoint.Ready.WaitAsync(TimeSpan.FromSeconds(60));
            await bus.SendToQueue(Routes, name, address, new Greeting("hello"));

            (await received.Task.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe("hello");
        }
        finally
        {
            await bus.StopAsync();
            await Delete(name);
        }
    }

    [Fact]
    public async Task A_message_that_no_queue_takes_comes_back_when_a_queue_is_required()
    {
        var bus = _process.GetRequiredService<IBusControl>();
        await bus.StartAsync();
        try
        {
            var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{_name}"));

            await endpoint.Send(new Greeting("nobody hears"));
            await Should.ThrowAsync<MessageReturnedException>(
                () => endpoint.Send(new Greeting("hello"), Pipe.Execute<SendContext<Greeting>>(context => context.RequireQueue())));
        }
        finally
        {
            await bus.StopAsync();
        }
    }

    [Fact]
    public async Task A_queue_that_is_gone_is_declared_anew_for_the_next_message()
    {
        var bus = _process.GetRequiredService<IBusControl>();
        await bus.StartAsync();
        try
        {
            var address = await Routes.To(_name, CancellationToken.None);
            await Delete(_name);

            await Should.ThrowAsync<MessageReturnedException>(() => bus.SendToQueue(Routes, _name, address, new Greeting("nobody hears")));
            await bus.SendToQueue(Routes, _name, await Routes.To(_name, CancellationToken.None), new Greeting("hello"));

            (await Exists(_name)).ShouldBeTrue();
        }
        finally
        {
            await bus.StopAsync();
        }
    }

    [Fact]
    public Task Where_nobody_listens_the_broker_is_unavailable_soon() => ShouldBeUnavailable($"amqp://127.0.0.1:{FreePort.Next()}");

    [Fact]
    public async Task A_broker_that_does_not_answer_is_unavailable_soon()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        await ShouldBeUnavailable($"amqp://{listener.LocalEndpoint}");
    }

    [Fact]
    public async Task A_connection_that_was_lost_is_made_again()
    {
        using var proxy = new CuttableProxy();
        await using var process = Process(
            TestServers.RabbitMq.Replace($":{new Uri(TestServers.RabbitMq).Port}", $":{proxy.Port}", StringComparison.Ordinal));
        var routes = process.GetRequiredService<IQueueRoutes>();
        await routes.To(_name, CancellationToken.None);
        await Delete();

        proxy.Cut();
        routes.Forget(_name);
        await Eventually.Is(async () =>
        {
            try
            {
                return await routes.To(_name, CancellationToken.None) is not null;
            }
            catch (BrokerUnavailableException)
            {
                // It may not have been noticed yet that the connection is gone.
                return false;
            }
        });

        (await Exists()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_queue_that_somebody_declared_otherwise_is_refused_without_harm_to_others()
    {
        await using (var channel = await _connection.CreateChannelAsync())
        {
            await channel.QueueDeclareAsync(_name, durable: true, exclusive: false, autoDelete: false);
        }

        (await Should.ThrowAsync<BrokerUnavailableException>(async () => await Routes.To(_name, CancellationToken.None)))
            .InnerException.ShouldBeOfType<OperationInterruptedException>().Message.ShouldContain("PRECONDITION_FAILED");

        var other = $"{_name}-other";
        await Routes.To(other, CancellationToken.None);
        (await Exists(other)).ShouldBeTrue();
        await Delete(other);
    }

    private static async Task ShouldBeUnavailable(string address)
    {
        await using var process = Process(address);
        var watch = Stopwatch.StartNew();

        await Should.ThrowAsync<BrokerUnavailableException>(
            async () => await process.GetRequiredService<IQueueRoutes>().To("tasks.default", CancellationToken.None));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    private static ServiceProvider Process(string address)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder()
                .AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:RabbitMq", (string?)address)])
                .Build());
        services.AddRabbitMqBus("test");
        return services.BuildServiceProvider();
    }

    private static HostReceiveEndpointHandle Connect(IBusControl bus, string name, TaskCompletionSource<string> received) =>
        bus.ConnectReceiveEndpoint(name, endpoint =>
    {
        endpoint.UseQueueArguments(name);
        endpoint.ConfigureConsumeTopology = false;
        endpoint.Handler<Greeting>(context =>
        {
            received.TrySetResult(context.Message.Text);
            return Task.CompletedTask;
        });
    });

    private async Task Publish()
    {
        await using var channel = await _connection.CreateChannelAsync();
        await channel.BasicPublishAsync(_name, "", "hello"u8.ToArray());
    }

    private async Task<uint> Messages()
    {
        await using var channel = await _connection.CreateChannelAsync();
        return await channel.MessageCountAsync(_name);
    }

    private async Task<bool> Exists(string? name = null)
    {
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(name ?? _name);
            return true;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == 404)
        {
            return false;
        }
    }

    private async Task Delete(string? name = null)
    {
        await using var channel = await _connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(name ?? _name);
        await channel.ExchangeDeleteAsync(name ?? _name);
    }

    public sealed record Greeting(string Text);
}
