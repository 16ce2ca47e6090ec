using RabbitMQ.Client;

namespace Messaging.RabbitMq.Tests;

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
    public void An_address_means_the_same_to_us_as_to_the_client_library(
        string text, string host, int port, string virtualHost, string userName, string password, bool usesTls)
    {
        var address = RabbitMqAddress.Parse(text);
        var factory = new ConnectionFactory { Uri = new Uri(text) };

        Parts(address).ShouldBe((host, port, virtualHost, userName, password, usesTls));
        // Whoever tries an address with another tool must get to the same place.
        Parts(address)
            .ShouldBe(
                (
                    factory.Endpoint.HostName,
                    factory.Endpoint.Port,
                    factory.VirtualHost,
                    factory.UserName,
                    factory.Password,
                    factory.Ssl.Enabled));
    }

    [Theory]
    [InlineData("amqp://a,b,c", "", "a:5672 b:5672 c:5672")]
    [InlineData("amqps://ann:secret@a,b,c:5671/tasks", "", "a:5671 b:5671 c:5671")]
    [InlineData("amqp://a:1,b,127.0.0.1:3/", "", "a:1 b:5672 127.0.0.1:3")]
    [InlineData("amqp://a", "b, c:5673", "a:5672 b:5672 c:5673")]
    [InlineData("amqps://a", "b", "a:5671 b:5671")]
    [InlineData("amqp://a,b", "b:5672, c,", "a:5672 b:5672 c:5672")]
    [InlineData("amqp://[::1]:5673", "", "::1:5673")]
    [InlineData("amqp://[::1]", "", "::1:5672")]
    public void The_nodes_of_a_cluster_are_those_of_the_address_and_the_further_ones(string text, string further, string nodes) =>
        string.Join(' ', RabbitMqAddress.Parse(text, further).Nodes.Select(node => $"{node.Host}:{node.Port}")).ShouldBe(nodes);

    [Theory]
    [InlineData("", "", "is missing or not an address")]
    [InlineData("amqp://", "", "is missing or not an address")]
    [InlineData("amqp://ann:secret@", "", "is missing or not an address")]
    [InlineData("amqp://a,,c", "", "its node number 2 is not a host or host:port")]
    [InlineData("amqp://a:0", "", "its node number 1 is not a host or host:port")]
    [InlineData("amqp://a:99999", "", "its node number 1 is not a host or host:port")]
    [InlineData("amqp://a b", "", "its node number 1 is not a host or host:port")]
    [InlineData("amqp://ann:secret/x@broker", "", "its node number 1 is not a host or host:port")]
    [InlineData("amqp://broker/tasks/x", "", "more than one '/'")]
    [InlineData("amqps://broker?verify=verify_none", "", "options in the address are not read")]
    [InlineData("amqp://ann:sec#ret@broker", "", "are written %3F and %23")]
    [InlineData("amqp://broker:5671", "", "names port 5671, which is for TLS")]
    [InlineData("amqp://a", "b:x", "RabbitMq:Nodes names 'b:x'")]
    [InlineData("amqp://a,[::1]", "", "by an IPv6 address")]
    public void What_is_no_address_is_refused_with_a_sentence_that_keeps_the_password_to_itself(
        string text, string further, string sentence)
    {
        var message = Should.Throw<FormatException>(() => RabbitMqAddress.Parse(text, further)).Message;

        message.ShouldContain(sentence);
        message.ShouldNotContain("sec");
    }

    private static (string, int, string, string, string, bool) Parts(RabbitMqAddress address)
    {
        var node = address.Nodes.ShouldHaveSingleItem();
        return (node.Host, node.Port, address.VirtualHost, address.UserName, address.Password, address.UsesTls);
    }
}
