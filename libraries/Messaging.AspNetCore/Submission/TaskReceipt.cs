using Messaging.Hosting.Links;
using Messaging.Lifecycle.Sagas;

namespace Messaging.AspNetCore.Submission;

/// <summary>The answer to a submission.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="State">Where it stands.</param>
/// <param name="StatusUrl">Where to ask for it.</param>
internal sealed record TaskReceipt(Guid Id, TaskState State, string StatusUrl)
{
    public static TaskReceipt Of(TaskSaga row, StatusLinkOptions links) =>
        new(row.CorrelationId, row.State, links.StatusUrlOf(row.CorrelationId));
}
