using System.CommandLine;
using Messaging.Bench.RawHop;

namespace Messaging.Bench.Commands;

/// <summary><c>raw-hop</c>.</summary>
internal static class RawHopCommand
{
    public static Command Create()
    {
        var rabbitMq = new Option<string>("--rabbitmq")
        {
            Description = "The broker.",
            DefaultValueFactory = _ => "amqp://guest:guest@127.0.0.1:5672/",
        };
        var messages = WholeNumber.Option("--messages", 50_000, "Messages that count.");
        var warmUp = WholeNumber.Option("--warm-up", 5_000, "Messages before, which do not count.", least: 0);
        var unconfirmed = WholeNumber.Option("--unconfirmed", 512, "Messages in flight without a confirm.", most: 100_000);
        var prefetch = WholeNumber.Option("--prefetch", 512, "Messages that the consumer may hold unacknowledged.", most: ushort.MaxValue);
        var size = WholeNumber.Option("--bytes", 256, "Size of a message.", least: 0, most: 1_000_000);
        return new Command(
            "raw-hop",
            "RabbitMQ.Client alone: persistent, mandatory, confirmed messages through a quorum queue of its own to a consumer that "
                + "acknowledges each.")
        {
            rabbitMq, messages, warmUp, unconfirmed, prefetch, size,
        }.Measuring((arguments, cancellationToken) => Hop(arguments.GetRequiredValue(rabbitMq)).Measure(
            new RawHopSettings(
                arguments.GetRequiredValue(messages),
                arguments.GetRequiredValue(warmUp),
                arguments.GetRequiredValue(unconfirmed),
                (ushort)arguments.GetRequiredValue(prefetch),
                arguments.GetRequiredValue(size)),
            cancellationToken));
    }

    private static RawHopMeasurement Hop(string rabbitMq) => new(new Uri(rabbitMq), TimeProvider.System);
}
