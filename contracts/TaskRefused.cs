namespace Messaging.Contracts;

/// <summary>The answer to a <see cref="SubmitTask"/> that asked for one and cannot be taken: no task runs because of it.</summary>
public sealed record TaskRefused
{
    /// <summary>The id that the refusal can be asked for by; <see langword="null"/> when none was given.</summary>
    public Guid? TaskId { get; init; }

    /// <summary>The status code that HTTP would have answered with: 400, 409, 413 or 422.</summary>
    public required int Status { get; init; }

    /// <summary>Why, in sentences for people.</summary>
    public required string Detail { get; init; }
}
