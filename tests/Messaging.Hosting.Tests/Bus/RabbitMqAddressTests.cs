using Messaging.Hosting.Bus;
using RabbitMQ.Client;

namespace Messaging.Hosting.Tests.Bus;

public sealed class RabbitMqAddressTests
{
    [Theory]
    [InlineData("amqp://localhost", "localhost", 5672, "/", "guest", "guest", false)]
    [InlineData("amqp://localhost/", "localhost", 5672, "/", "guest", "guest", false)]
    [InlineData("amqp://127.0.0.1:5673/", "127.0.0.1", 5673, "/", "guest", "guest", false)]
    [InlineData("amqp://ann:secret@broker:5672/%2F", "broker", 5672, "/", "ann", "secret", false)]
    [InlineData("amqp://ann@broker/tasks", "broker", 5672, "tasks", "ann", "guest", false)]
    [InlineData("amqp://broker/a%2Fb%20c", "broker", 5672, "a/b c", "guest", "guest", false)]
    [InlineData("amqp://a%40b:p%3Aw%2F%25%2B@broker", "broker", 5672, "/", "a@b", "p:w/%+", false)]
    [InlineData("amqps://broker", "broker", 5671, "/", "guest", "guest", true)]
    [InlineData("amqps://broker:5679/tasks", "broker", 5679, "tasks", "guest", "guest", true)]
    public void An_address_means_the_same_to_us_as_to_the_client_library(string text, string host, int port, string virtualHost, string userName, string password, bool usesTls)
    {
        var address = RabbitMqAddress.Parse(text);
        var factory = new ConnectionFactory { Uri = new Uri(text) };

        address.ShouldBe(new RabbitMqAddress(host, (ushort)port, virtualHost, userName, password, usesTls));
        // The topology's connection is made from the text, the bus from its parts: both must get to the same place.
        address.ShouldBe(new RabbitMqAddress(factory.Endpoint.HostName, (ushort)factory.Endpoint.Port, factory.VirtualHost, factory.UserName, factory.Password, factory.Ssl.Enabled));
    }
}
