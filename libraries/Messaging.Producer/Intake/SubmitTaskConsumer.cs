using System.Net;
using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Links;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Producer.Submission;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Intake;

/// <summary>
/// Takes submissions from the broker, through the same code as those over HTTP. Nobody is there to repeat one that the store could not
/// take, so the message stays in the broker
/// until it has; and nobody reads an answer, so what is refused becomes a task that has failed.
/// </summary>
internal sealed class SubmitTaskConsumer(
    SubmissionCheck check,
    TaskSubmitter submitter,
    RefusedSubmissions refused,
    SubmissionReplies replies,
    SubmissionMetrics metrics,
    RetryUntilStored<TaskStoreUnavailableException> patience,
    IOptions<StatusLinkOptions> links,
    ILogger<SubmitTaskConsumer> logger) : IConsumer<SubmitTask>
{
    /// <exception cref="InvalidSubmissionException">The submission is refused and has no id: the bus puts it aside.</exception>
    public async Task Consume(ConsumeContext<SubmitTask> context)
    {
        var received = ReceivedSubmission.Of(context);
        if (received.Fault is { } fault)
        {
            metrics.RefuseBody(received.Status == HttpStatusCode.RequestEntityTooLarge);
            await Refuse(context, received, received.Status, fault);
            return;
        }

        var submission = await check.Check(received.Body, key: null, place: null, received.Origin, context.CancellationToken);
        if (received.Id != Guid.Empty)
        {
            submission = submission with { Task = submission.Task with { TaskId = received.Id } };
        }

        SubmissionOutcome outcome = null!;
        await patience.Until(
            async () => outcome = (await submitter.Submit([submission], CancellationToken.None))[0], context.CancellationToken);
        await Answer(context, received, outcome);
    }

    private Task Answer(ConsumeContext context, ReceivedSubmission received, SubmissionOutcome outcome)
    {
        switch (outcome)
        {
            case SubmissionOutcome.Accepted(var row):
                return Accept(context, row);
            case SubmissionOutcome.Repeated(var row):
                return Accept(context, row);
            case SubmissionOutcome.Invalid:
                return Refuse(context, received, SubmissionRefusal.Of(outcome).Status, SubmissionRefusal.Of(outcome).Detail);
            default:
                var refusal = SubmissionRefusal.Of(outcome);
                logger.LogWarning("A submission was dropped: {Problem}", refusal.Detail);
                return replies.Answer(context, new TaskRefused { Status = (int)refusal.Status, Detail = refusal.Detail });
        }
    }

    private Task Accept(ConsumeContext context, TaskSaga row) =>
        replies.Answer(
            context,
            new TaskAccepted
            {
                TaskId = row.CorrelationId,
                State = row.State.ToString(),
                StatusUrl = links.Value.StatusUrlOf(row.CorrelationId),
            });

    private async Task Refuse(ConsumeContext context, ReceivedSubmission received, HttpStatusCode status, string problem)
    {
        Guid? id = received.Id == Guid.Empty ? null : received.Id;
        if (id is { } taskId)
        {
            var isTold = false;
            await patience.Until(async () => isTold = await refused.Write(taskId, received.Body, problem), context.CancellationToken);
            if (!isTold)
            {
                logger.LogWarning(
                    "A submission was refused whose id {TaskId} belongs to one before it, which stays as it is: {Problem}",
                    taskId,
                    problem);
            }
        }

        await replies.Answer(context, new TaskRefused { TaskId = id, Status = (int)status, Detail = problem });
        if (id is null)
        {
            throw new InvalidSubmissionException(problem);
        }
    }
}

/// <summary>
/// A submission is refused and has no id that its refusal could be asked for by. Its message is put aside, with this as the reason.
/// </summary>
internal sealed class InvalidSubmissionException(string problem)
    : Exception($"The submission was refused, and came without an id to ask for it by. {problem}");

/// <summary>Tunes the endpoint of submissions: many messages at a time, whose rows share commits.</summary>
internal sealed class SubmitTaskConsumerDefinition : ConsumerDefinition<SubmitTaskConsumer>
{
    private const int Concurrency = 64;

    public SubmitTaskConsumerDefinition() => EndpointName = QueueNames.Submissions;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<SubmitTaskConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseQueueArguments(QueueNames.Submissions);
        endpointConfigurator.ConcurrentMessageLimit = Concurrency;
        endpointConfigurator.PrefetchCount = 2 * Concurrency;
        endpointConfigurator.PublishFaults = false;
        endpointConfigurator.AddDeserializer(SubmissionDeserializer.Envelope);
        endpointConfigurator.AddDeserializer(SubmissionDeserializer.Raw, isDefault: true);
    }
}
