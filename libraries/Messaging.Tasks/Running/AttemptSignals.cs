namespace Messaging.Tasks.Running;

/// <summary>What goes between a running handler and whoever runs it.</summary>
public sealed record AttemptSignals
{
    /// <summary>Fires when the attempt should stop for the caller's own reasons, such as a shutdown. Default: never.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Fires when somebody asked for the task to be cancelled. Counts for more than <see cref="Stop"/>. Default: never.</summary>
    public CancellationToken CancelRequested { get; init; }

    /// <summary>Where the handler's reports go. Default: nowhere.</summary>
    public IProgress<TaskProgress>? Progress { get; init; }

    /// <summary>Where the lines of its log go. Default: nowhere.</summary>
    public IProgress<string>? Log { get; init; }
}
