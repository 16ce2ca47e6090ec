using System.Globalization;
using MassTransit;
using MassTransit.Serialization;

namespace Messaging.Hosting.Serialization;

/// <summary>
/// What a lean message carries beside its body, in the properties and headers of its transport. Read when asked for, which is seldom.
/// </summary>
internal abstract class RawJsonMetadata(Headers transportHeaders, Uri? destinationAddress, ReceiveContext? delivery) : MessageContext
{
    public Guid? MessageId => transportHeaders.GetMessageId();

    public Guid? RequestId => transportHeaders.GetRequestId();

    public Guid? CorrelationId => transportHeaders.GetCorrelationId();

    public Guid? ConversationId => transportHeaders.GetConversationId();

    public Guid? InitiatorId => transportHeaders.GetInitiatorId();

    public DateTime? ExpirationTime => null;

    public Uri? SourceAddress => transportHeaders.GetSourceAddress();

    public Uri? DestinationAddress { get; } = destinationAddress;

    public Uri? ResponseAddress => transportHeaders.GetResponseAddress();

    public Uri? FaultAddress => transportHeaders.GetFaultAddress();

    /// <summary>The headers without those that belong to the transport or to MassTransit when they are listed.</summary>
    public Headers Headers =>
        field ??= new RawMessageContext(transportHeaders, DestinationAddress, RawSerializerOptions.CopyHeaders).Headers;

    // Nobody who sends lean bodies tells it, and MassTransit takes a missing one.
    public HostInfo Host => null!;

    public DateTime? SentTime
    {
        get
        {
            if (TransportTime() is not { } time)
            {
                return null;
            }

            // AMQP tells whole seconds. The ids that MassTransit gives tell the rest; other ids tell another time, or nonsense.
            return MessageId?.ToNewId().Timestamp is { } exact && exact >= time && exact - time < TimeSpan.FromSeconds(1) ? exact : time;
        }
    }

    private DateTime? TransportTime()
    {
        // Not by the header of the same meaning: MassTransit takes the seconds of AMQP for milliseconds.
        if (delivery is not null && delivery.TryGetPayload<RabbitMqBasicConsumeContext>(out var rabbitMq))
        {
            return rabbitMq.Properties.IsTimestampPresent() ? SecondsToTime(rabbitMq.Properties.Timestamp.UnixTime) : null;
        }

        return transportHeaders.TryGetHeader(MessageHeaders.TransportSentTime, out var value)
            && DateTime.TryParse(value as string, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? time : null;
    }

    private static DateTime? SecondsToTime(long seconds) =>
        seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
            : null;
}
