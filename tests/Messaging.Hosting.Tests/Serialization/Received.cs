using MassTransit;

namespace Messaging.Hosting.Tests.Serialization;

/// <summary>What a consumer saw of a delivery, which is gone when the consumer returns.</summary>
internal sealed record Received<T>(
    T Message,
    string? ContentType,
    Guid? MessageId,
    Guid? CorrelationId,
    Guid? RequestId,
    Uri? ResponseAddress,
    DateTime? SentTime,
    string? Tenant,
    string? TraceState,
    IReadOnlyList<string> HeaderNames)
    where T : class
{
    public static Received<T> Of(ConsumeContext<T> context) => new(
        context.Message,
        context.ReceiveContext.ContentType?.ToString(),
        context.MessageId,
        context.CorrelationId,
        context.RequestId,
        context.ResponseAddress,
        context.SentTime,
        context.Headers.Get<string>("tenant"),
        context.Headers.Get<string>("tracestate"),
        [.. context.Headers.GetAll().Select(header => header.Key)]);
}
