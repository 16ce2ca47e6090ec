using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.Logging;

namespace Messaging.Producer.Intake;

/// <summary>
/// Answers publishers that asked for an answer. One that cannot be delivered is not waited for: what was submitted is settled without it.
/// </summary>
internal sealed class SubmissionReplies(TimeProvider clock, ILogger<SubmissionReplies> logger)
{
    private static readonly Uri ReplyTo = new("exchange:amq.rabbitmq.reply-to");
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly SystemTextJsonRawMessageSerializer Raw = new((RawSerializerOptions)0);

    /// <summary>Sends an answer: to MassTransit's response address, or to the queue that the property <c>reply-to</c> names.</summary>
    public async Task Answer<T>(ConsumeContext context, T answer)
        where T : class
    {
        try
        {
            if (context.ResponseAddress is not null)
            {
                await context.RespondAsync(answer).WaitAsync(Longest, clock);
            }
            else if (context.ReceiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var rabbitMq)
                && !string.IsNullOrWhiteSpace(rabbitMq.Properties.ReplyTo))
            {
                await Reply(context, rabbitMq, answer).WaitAsync(Longest, clock);
            }
        }
#pragma warning disable CA1031 // Wherever the publisher wants its answer, and whatever is wrong with that: the submission is settled, and must not be delivered again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.LogWarning(exception, "A publisher could not be answered; its submission is settled");
        }
    }

    private static async Task Reply<T>(ConsumeContext context, RabbitMqBasicConsumeContext request, T answer)
        where T : class
    {
        var endpoint = await context.ReceiveContext.SendEndpointProvider.GetSendEndpoint(ReplyTo);
        await endpoint.Send(answer, send =>
        {
            send.Serializer = Raw;
            send.CorrelationId = null;
            send.Durable = false;
            if (send.TryGetPayload<RabbitMqSendContext>(out var rabbitMq))
            {
                rabbitMq.BasicProperties.CorrelationId = request.Properties.CorrelationId;
                rabbitMq.BasicProperties.Type = typeof(T).Name;
            }
        });
    }
}
