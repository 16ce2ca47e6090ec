namespace Messaging.Contracts;

/// <summary>Tells one worker to change what it takes. Published to all; each looks whether it is meant.</summary>
public sealed record ControlWorker
{
    /// <summary>The worker's id.</summary>
    public required string Worker { get; init; }

    /// <summary>
    /// <c>quiet</c> (take nothing new, go on with what runs), <c>resume</c>, or <c>drain</c> (as on SIGTERM: finish and exit). Anything
    /// else is ignored.
    /// </summary>
    public required string Action { get; init; }

    /// <summary>Who asked.</summary>
    public string? By { get; init; }
}
