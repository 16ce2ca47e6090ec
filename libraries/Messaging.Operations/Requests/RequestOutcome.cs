using Messaging.Hosting.Validation;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Operations.Requests;

/// <summary>What became of a request about a task that there may be.</summary>
internal abstract record RequestOutcome
{
    /// <summary>It is as was asked for.</summary>
    public sealed record Done(TaskSaga Row) : RequestOutcome;

    /// <summary>The request is durable; a worker has yet to act on it.</summary>
    public sealed record Pending(TaskSaga Row) : RequestOutcome;

    /// <summary>The task's row has been removed.</summary>
    public sealed record Removed : RequestOutcome;

    /// <summary>There never was such a task, as far as is known.</summary>
    public sealed record Unknown(Guid TaskId) : RequestOutcome;

    /// <summary>There was such a task, and its row is gone.</summary>
    public sealed record Gone(Guid TaskId) : RequestOutcome;

    /// <summary>The task stands where this cannot be done.</summary>
    /// <param name="Detail">Why, in a sentence.</param>
    public sealed record Refused(string Detail) : RequestOutcome;

    /// <summary>What was asked for does not fit this task.</summary>
    public sealed record Invalid(ValidationErrors Errors) : RequestOutcome;
}
