using Messaging.Client.Errors;
using Messaging.RabbitMq;
using Messaging.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Messaging.Client.Tests;

public sealed class BrokerTlsTests(BrokerTlsTests.TrustingBroker broker) : IClassFixture<BrokerTlsTests.TrustingBroker>
{
    [Fact]
    public async Task A_task_is_submitted_to_a_broker_whose_authority_is_trusted()
    {
        await using var connection = await DeclareSubmissions();
        await using var services = Client(broker.Address, broker.Authority.Certificate);

        var task = await services.GetRequiredService<ITaskClient>().SubmitAsync("math.add", new { a = 1 });

        (await Received(connection)).ShouldContain(task.Id.ToString());
    }

    [Fact]
    public async Task Without_the_authority_the_broker_is_not_believed() => await ShouldRefuse(broker.Address, authority: null);

    [Fact]
    public async Task With_another_authority_the_broker_is_not_believed() =>
        await ShouldRefuse(broker.Address, broker.Stranger.Certificate);

    [Fact]
    public async Task Under_another_name_the_broker_is_not_believed() =>
        await ShouldRefuse(broker.Address, broker.Authority.Certificate, "another.test");

    [Fact]
    public async Task Of_several_nodes_one_that_answers_is_enough()
    {
        await using var connection = await DeclareSubmissions();
        await using var services = Client($"amqps://guest:guest@127.0.0.1:1,127.0.0.1:{broker.Port}/", broker.Authority.Certificate);

        var task = await services.GetRequiredService<ITaskClient>().SubmitAsync("math.add", new { a = 1 });

        (await Received(connection)).ShouldContain(task.Id.ToString());
    }

    private async Task ShouldRefuse(string address, string? authority, string name = "broker.test")
    {
        await using var connection = await DeclareSubmissions();
        await using var services = Client(address, authority, name, TimeSpan.FromSeconds(4));

        await Should.ThrowAsync<TaskServiceUnavailableException>(
            services.GetRequiredService<ITaskClient>().SubmitAsync("math.add", new { a = 1 }));
    }

    private static ServiceProvider Client(string address, string? authority, string name = "broker.test", TimeSpan? timeout = null) =>
        RunningTasks.ClientOf(options =>
    {
        options.Timeout = timeout ?? TimeSpan.FromSeconds(30);
        options.UseRabbitMq(address, broker =>
        {
            broker.CertificateAuthority = authority;
            broker.ServerName = name;
        });
    });

    /// <summary>Makes the queue that Producer would have made.</summary>
    private async Task<IConnection> DeclareSubmissions()
    {
        var connector = new RabbitMqConnector(
            Microsoft.Extensions.Options.Options.Create(
                new RabbitMqOptions
                {
                    ConnectionString = broker.Address,
                    CertificateAuthority = broker.Authority.Certificate,
                    ServerName = "broker.test",
                }), "test");
        var connection = await connector.Connect(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("submit-task", ExchangeType.Fanout, durable: true);
        await channel.QueueDeclareAsync("submit-task", durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync("submit-task", "submit-task", "");
        await channel.QueuePurgeAsync("submit-task");
        return connection;
    }

    private static async Task<string> Received(IConnection connection)
    {
        await using var channel = await connection.CreateChannelAsync();
        var message = await channel.BasicGetAsync("submit-task", autoAck: true);
        return System.Text.Encoding.UTF8.GetString(message.ShouldNotBeNull().Body.Span);
    }

    /// <summary>Lets in whoever believes its certificate.</summary>
    public sealed class TrustingBroker : TlsBroker
    {
        protected override bool DemandsCertificate => false;
    }
}
