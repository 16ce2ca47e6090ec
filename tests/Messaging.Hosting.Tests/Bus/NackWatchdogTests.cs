using System.Net;
using System.Net.Sockets;
using MassTransit.Context;
using Messaging.Contracts;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RabbitMQ.Client;
using PublishException = RabbitMQ.Client.Exceptions.PublishException;

namespace Messaging.Hosting.Tests.Bus;

public sealed class NackWatchdogTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly Uri Events = new("rabbitmq://localhost/task-events");
    private static readonly Uri Other = new("rabbitmq://localhost/tasks.default");

    private readonly FakeTimeProvider _clock = new();
    private readonly BusSockets _sockets = new();
    private readonly ConnectionFactory _factory = new();
    private readonly TcpListener _broker = new(IPAddress.Loopback, 0);
    private readonly NackWatchdog _sends;

    public NackWatchdogTests()
    {
        _sends = new NackWatchdog(
            _sockets, new BrokerAnswers(_clock, NullLogger<BrokerAnswers>.Instance), _clock, NullLogger<NackWatchdog>.Instance);
        _broker.Start();
    }

    [Fact]
    public async Task A_connection_whose_sends_are_all_refused_for_15_seconds_is_given_up()
    {
        using var connection = await Connect();

        await Refuse(Events);
        _clock.Advance(14 * Second);
        await Refuse(Events);
        connection.Connected.ShouldBeTrue();

        _clock.Advance(1 * Second);
        await Refuse(Events);
        connection.Connected.ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_the_broker_confirms_now_and_then_is_kept()
    {
        using var connection = await Connect();

        for (var i = 0; i < 10; i++)
        {
            await Refuse(Events);
            _clock.Advance(10 * Second);
            await _sends.PostSend(To(Events));
        }

        connection.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_confirmed_elsewhere_does_not_help()
    {
        using var connection = await Connect();

        await Refuse(Events);
        _clock.Advance(15 * Second);
        await _sends.PostSend(To(Other));
        await Refuse(Events);

        connection.Connected.ShouldBeFalse();
    }

    [Fact]
    public async Task Sends_that_fail_for_another_reason_do_not_count()
    {
        using var connection = await Connect();

        for (var i = 0; i < 10; i++)
        {
            await _sends.SendFault(To(Events), new PublishException(1, isReturn: true));
            await _sends.SendFault(To(Events), new TimeoutException());
            _clock.Advance(10 * Second);
        }

        connection.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task When_that_does_not_help_it_is_done_again_a_minute_later()
    {
        using var first = await Connect();
        await RefuseFor(15);
        first.Connected.ShouldBeFalse();
        using var second = await Connect();

        await RefuseFor(59);
        second.Connected.ShouldBeTrue();

        await RefuseFor(1);
        second.Connected.ShouldBeFalse();
    }

    public void Dispose() => _broker.Dispose();

    private static MessageSendContext<RunTask> To(Uri destination) =>
        new(new RunTask { TaskId = Guid.NewGuid(), Name = "math.add", Arguments = default }) { DestinationAddress = destination };

    private Task Refuse(Uri destination) => _sends.SendFault(To(destination), new PublishException(1, isReturn: false));

    private async Task RefuseFor(int seconds)
    {
        await Refuse(Events);
        for (var i = 0; i < seconds; i++)
        {
            _clock.Advance(Second);
            await Refuse(Events);
        }
    }

    private async Task<ITcpClient> Connect()
    {
        await _sockets.Track(_factory);
        var client = _factory.SocketFactory(AddressFamily.InterNetwork);
        await client.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)_broker.LocalEndpoint).Port);
        return client;
    }
}
