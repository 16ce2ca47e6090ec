using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;
using Messaging.Client.Errors;
using Messaging.Contracts;

namespace Messaging.Client.Submission;

/// <summary>Sends submissions to the exchange <c>submit-task</c>, each with a confirm.</summary>
/// <param name="endpoints">Where to send, once there is a bus.</param>
internal sealed class BrokerSubmissions(Func<Task<ISendEndpointProvider>> endpoints) : ISubmissionChannel
{
    // An exchange: a queue's address would make MassTransit declare the queue again, with other arguments.
    private static readonly Uri Address = new("exchange:submit-task");
    private static readonly ContentType Json = new("application/json");

    public bool IsStoredAtOnce => false;

    public int BatchSize => 100;

    public async Task<IReadOnlyList<TaskRefusedException?>> Submit(
        IReadOnlyList<PreparedSubmission> submissions, CancellationToken cancellationToken)
    {
        try
        {
            var endpoint = await (await endpoints().WaitAsync(cancellationToken)).GetSendEndpoint(Address);
            // The token ends the wait and not the send: a send that is broken off can cost the connection its confirms.
            await Task.WhenAll(submissions.Select(submission => Send(endpoint, submission))).WaitAsync(cancellationToken);
            return new TaskRefusedException?[submissions.Count];
        }
        catch (MessageReturnedException exception)
        {
            throw new TransientException("RabbitMQ has no queue submit-task yet: start Producer once.", exception);
        }
        catch (Exception exception) when (
            exception is MassTransitException or IOException or TimeoutException
                || exception.GetType().Namespace?.StartsWith("RabbitMQ.Client", StringComparison.Ordinal) == true)
        {
            throw new TransientException($"RabbitMQ: {exception.Message}", exception);
        }
    }

    private static Task Send(ISendEndpoint endpoint, PreparedSubmission submission) =>
        endpoint.Send(new SubmitTask { Name = "" }, context =>
    {
        // As bytes: the bus may be the application's, with any serializer.
        context.Serializer = new CopyBodySerializer(Json, new BytesMessageBody(submission.Json));
        context.MessageId = submission.Id;
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbitMq))
        {
            rabbitMq.Mandatory = true;
        }
    });
}
