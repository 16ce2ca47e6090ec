using System.Text.Json;
using Messaging.Contracts;

namespace Messaging.Tasks;

/// <summary>How an attempt ended.</summary>
public abstract record TaskOutcome
{
    private TaskOutcome()
    {
    }

    /// <summary>The handler returned.</summary>
    public sealed record Succeeded(JsonElement Result) : TaskOutcome;

    /// <summary>The handler threw, its arguments were wrong, or its time was up. No <paramref name="RetryAt"/> means for good.</summary>
    public sealed record Failed(TaskError Error, DateTimeOffset? RetryAt) : TaskOutcome;

    /// <summary>The task is to be tried again without using up an attempt.</summary>
    public sealed record Deferred(DateTimeOffset Until, string Reason) : TaskOutcome;

    /// <summary>No handler of this worker has the task's name.</summary>
    public sealed record Parked(string Reason) : TaskOutcome;

    /// <summary>Somebody asked for the task to be cancelled, and the handler gave up or was left behind.</summary>
    public sealed record Canceled : TaskOutcome;

    /// <summary>It was too late to start.</summary>
    public sealed record Expired : TaskOutcome;

    /// <summary>
    /// The caller's token fired and the handler gave up, or still runs if <paramref name="IsLeftBehind"/>: the caller knows why.
    /// </summary>
    public sealed record Stopped(bool IsLeftBehind) : TaskOutcome;
}
