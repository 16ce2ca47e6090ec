using System.Net;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;
using Messaging.Hosting.Routing;
using Messaging.Producer.Submission;

namespace Messaging.Producer.Intake;

/// <summary>A submission as it came from the broker.</summary>
/// <param name="Body">What is asked for; undefined when it cannot be read.</param>
/// <param name="Fault">Why it cannot be read; <see langword="null"/> when it can.</param>
/// <param name="Status">The status code that goes with the fault.</param>
/// <param name="MessageId">The message's own id, or one that belongs to it; empty when it has none.</param>
/// <param name="Origin">The trace that its headers name.</param>
internal sealed record ReceivedSubmission(JsonElement Body, string? Fault, HttpStatusCode Status, Guid MessageId, TraceOrigin Origin)
{
    /// <summary>What an envelope may be larger than what is in it.</summary>
    private const int EnvelopeBytes = 16 * 1024;

    /// <summary>Reads a delivery within the bounds of a request.</summary>
    public static ReceivedSubmission Of(ConsumeContext context)
    {
        var delivery = context.ReceiveContext;
        var isEnvelope = delivery.ContentType?.MediaType == SystemTextJsonMessageSerializer.JsonContentType.MediaType;
        var (body, fault, status) = Read(delivery.Body.GetBytes(), isEnvelope);
        var origin = TraceOrigin.Of(DeliveryTrace.ParentOf(delivery), DeliveryTrace.StateOf(delivery));
        return new ReceivedSubmission(body, fault, status, IdOf(context), origin);
    }

    /// <summary>The id to ask for this submission by, whatever else is wrong with it; empty when there is none.</summary>
    public Guid Id =>
        Body.ValueKind == JsonValueKind.Object
            && Body.TryGetProperty("id", out var id)
            && id.ValueKind == JsonValueKind.String
            && Guid.TryParse(id.GetString(), out var given)
            && given != Guid.Empty
        ? given
        : MessageId;

    private static (JsonElement Body, string? Fault, HttpStatusCode Status) Read(byte[] bytes, bool isEnvelope)
    {
        if (bytes.Length > SubmissionLimits.BodyBytes + (isEnvelope ? EnvelopeBytes : 0))
        {
            return (default, SubmissionRefusal.TooLarge.Detail, HttpStatusCode.RequestEntityTooLarge);
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, StrictJson.Options(SubmissionLimits.JsonDepth + (isEnvelope ? 1 : 0)));
            var body = StrictJson.Take(document);
            return !isEnvelope ? (body, null, default)
                : body.ValueKind == JsonValueKind.Object && body.TryGetProperty("message", out var message) ? (message, null, default)
                : (default, "The envelope has no message.", HttpStatusCode.BadRequest);
        }
        catch (Exception exception) when (StrictJson.FaultOf(exception) is not null)
        {
            return (default, StrictJson.FaultOf(exception), HttpStatusCode.BadRequest);
        }
    }

    /// <summary>A message id that is no UUID counts as an idempotency key does: it leads to one id, always the same.</summary>
    private static Guid IdOf(ConsumeContext context) =>
        context.MessageId is { } id && id != Guid.Empty ? id
        : context.ReceiveContext.TransportHeaders.TryGetHeader(nameof(MessageContext.MessageId), out var value)
            && value is string { Length: > 0 and <= SubmissionLimits.IdempotencyKeyLength } text
            ? Fingerprint.IdOf(text)
        : Guid.Empty;
}
