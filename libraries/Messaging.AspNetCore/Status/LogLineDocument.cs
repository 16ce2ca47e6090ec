using Messaging.Contracts;

namespace Messaging.AspNetCore.Status;

/// <summary>A line of a task's log.</summary>
internal sealed record LogLineDocument(int Attempt, long Sequence, DateTimeOffset LoggedAt, string Message)
{
    public static LogLineDocument Of(TaskLogged line) => new(line.Attempt, line.Sequence, line.LoggedAt, line.Message);
}
