namespace Messaging.Contracts;

/// <summary>Why an attempt failed, as shown to callers.</summary>
public sealed record TaskError
{
    /// <summary>
    /// A stable name: an exception's type name, or one of our reasons such as <c>invalid-arguments</c>, <c>timed-out</c> or <c>poison</c>.
    /// </summary>
    public required string Type { get; init; }

    /// <summary>One or more sentences for people.</summary>
    public required string Message { get; init; }

    /// <summary>Stack trace, when there is one. Message and stack together are at most 16 KiB.</summary>
    public string? Stack { get; init; }
}
