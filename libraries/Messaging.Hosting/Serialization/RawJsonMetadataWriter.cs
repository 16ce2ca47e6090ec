using System.Globalization;
using MassTransit;
using RabbitMQ.Client;

namespace Messaging.Hosting.Serialization;

/// <summary>Puts beside a lean body what the transport would not carry by itself. The transport carries the id and the headers, on RabbitMQ the correlation id too.</summary>
internal static class RawJsonMetadataWriter
{
    public static void Write(SendContext context)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbitMq))
        {
            if (context.SentTime is { } time)
            {
                rabbitMq.BasicProperties.Timestamp = new AmqpTimestamp(new DateTimeOffset(time).ToUnixTimeSeconds());
            }
        }
        else
        {
            context.Headers.Set(MessageHeaders.TransportSentTime, context.SentTime?.ToString("O", CultureInfo.InvariantCulture));
            SetIfAny(context.Headers, MessageHeaders.CorrelationId, context.CorrelationId);
        }

        SetIfAny(context.Headers, MessageHeaders.RequestId, context.RequestId);
        SetIfAny(context.Headers, MessageHeaders.InitiatorId, context.InitiatorId);
        SetIfAny(context.Headers, MessageHeaders.ResponseAddress, context.ResponseAddress);
        SetIfAny(context.Headers, MessageHeaders.FaultAddress, context.FaultAddress);
    }

    private static void SetIfAny(SendHeaders headers, string name, object? value)
    {
        if (value is not null)
        {
            headers.Set(name, value.ToString());
        }
    }
}
