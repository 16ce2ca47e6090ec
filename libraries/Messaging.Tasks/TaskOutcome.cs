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

    /// <summary>It was too late to start.</summary>
    public sealed record Expired : TaskOutcome;

    /// <summary>The caller's token fired and the handler gave up: the caller knows why.</summary>
    public sealed record Stopped : TaskOutcome;
}
