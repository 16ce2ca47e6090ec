namespace Messaging.Contracts;

/// <summary>
/// A worker tells that it is alive, what it can do and what it does. Published every 5 seconds; a worker that is not heard of for 20 is
/// lost.
/// </summary>
public sealed record WorkerHeartbeat
{
    /// <summary>The worker's id.</summary>
    public required string Worker { get; init; }

    /// <summary>When it was told.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>
    /// How many seconds the clock of its machine is ahead of the store's, or of any other that the times here do not go by; <see
    /// langword="null"/> when the times here go by the machine's.
    /// </summary>
    public double? ClockDriftSeconds { get; init; }

    /// <summary>When the worker started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Release of its code.</summary>
    public string? Version { get; init; }

    /// <summary>The machine it runs on.</summary>
    public string? Host { get; init; }

    /// <summary>
    /// <c>running</c>, <c>quiet</c> (takes no new tasks), <c>draining</c> (about to stop) or <c>stopped</c> (the last word of one that
    /// stopped in order).
    /// </summary>
    public string State { get; init; } = "running";

    /// <summary>The queues it serves.</summary>
    public IReadOnlyList<QueueSlots> Queues { get; init; } = [];

    /// <summary>Names of the task types it knows.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>What it is running: the longest-running first, at most 100.</summary>
    public IReadOnlyList<RunningAttempt> Running { get; init; } = [];

    /// <summary>How many attempts it is running, those included that are not listed.</summary>
    public int RunningCount { get; init; }

    /// <summary>
    /// Commands that it has and does not run: they wait for their turn, or have ended and the broker has not taken the word of it yet.
    /// <see langword="null"/> when it does not tell.
    /// </summary>
    public int? Waiting { get; init; }

    /// <summary>Handlers that ignored their token and were left behind, still running.</summary>
    public int LeakedHandlers { get; init; }

    /// <summary>Physical memory it uses, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>
    /// Kinds of rows and messages it reads that came after the first release, by name. What comes from none is of a release that does not
    /// tell.
    /// </summary>
    public IReadOnlyList<string> Reads { get; init; } = [];
}
