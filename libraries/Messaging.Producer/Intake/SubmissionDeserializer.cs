using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;
using Messaging.Contracts;

namespace Messaging.Producer.Intake;

/// <summary>
/// Takes every body as a <see cref="SubmitTask"/> without reading what it asks for: the consumer does, as it reads requests over HTTP, and
/// can tell the publisher all that is wrong.
/// Of an envelope it reads what is around the message.
/// </summary>
internal sealed class SubmissionDeserializer(IMessageDeserializer metadata, bool isEnvelope) : ISerializerFactory, IMessageDeserializer
{
    private static readonly StringMessageBody Nothing = new("{}");

    /// <summary>For MassTransit's envelope.</summary>
    public static SubmissionDeserializer Envelope { get; } = new(SystemTextJsonMessageSerializer.Instance, isEnvelope: true);

    /// <summary>For JSON alone, and for what does not say what it is.</summary>
    public static SubmissionDeserializer Raw { get; } = new(new SystemTextJsonRawMessageSerializer(), isEnvelope: false);

    public ContentType ContentType => metadata.ContentType;

    public IMessageSerializer CreateSerializer() => throw new NotSupportedException("Submissions are only read here.");

    public IMessageDeserializer CreateDeserializer() => this;

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(
            receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        new UnreadSubmission(metadata.Deserialize(isEnvelope ? body : Nothing, headers, destinationAddress));

    public MessageBody GetMessageBody(string text) => metadata.GetMessageBody(text);

    public void Probe(ProbeContext context) => context.CreateScope("submission").Add("contentType", ContentType.MediaType);
}
