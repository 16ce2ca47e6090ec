using Messaging.Bench.Reports;
using RabbitMQ.Client;

namespace Messaging.Bench.RawHop;

/// <summary>What one durable hop through RabbitMQ costs with nothing around it: the ceiling of everything built on it.</summary>
internal sealed class RawHopMeasurement(Uri rabbitMq, TimeProvider clock)
{
    private static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum" };

    public async Task<Report> Measure(RawHopSettings settings, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = rabbitMq, AutomaticRecoveryEnabled = false };
        await using var publishing = await factory.CreateConnectionAsync(cancellationToken);
        await using var consuming = await factory.CreateConnectionAsync(cancellationToken);
        var queue = $"bench.raw-hop.{Environment.ProcessId}";
        await using var topology = await publishing.CreateChannelAsync(cancellationToken: cancellationToken);
        await topology.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false, Quorum, cancellationToken: cancellationToken);
        try
        {
            if (settings.WarmUp > 0)
            {
                await Run(publishing, consuming, queue, settings, settings.WarmUp, cancellationToken);
            }

            var length = await Run(publishing, consuming, queue, settings, settings.Messages, cancellationToken);
            return new Report("raw-hop", "raw-hop",
            [
                Figure.Count("messages", "messages", settings.Messages),
                Figure.Rate("messagesPerSecond", "confirmed and acknowledged messages per second", settings.Messages / length.TotalSeconds),
            ]);
        }
        finally
        {
            await topology.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: CancellationToken.None);
        }
    }

    private async Task<TimeSpan> Run(
        IConnection publishing,
        IConnection consuming,
        string queue,
        RawHopSettings settings,
        int count,
        CancellationToken cancellationToken)
    {
        await using var publisher = await ConfirmedPublisher.Open(publishing, settings.Unconfirmed, cancellationToken);
        await using var channel = await consuming.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.BasicQosAsync(0, settings.Prefetch, global: false, cancellationToken);
        var consumer = new AckingConsumer(channel, count);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellationToken);

        var start = clock.GetTimestamp();
        var published = publisher.Publish(queue, new byte[settings.Size], count, cancellationToken);
        var done = Task.WhenAll(published, consumer.All);
        await await Task.WhenAny(done, publisher.Refused).WaitAsync(cancellationToken);
        // An answer on the same channel: the broker has read the last acknowledgement too.
        await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
        return clock.GetElapsedTime(start);
    }
}
