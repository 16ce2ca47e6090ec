namespace Messaging.Tasks;

/// <summary>How far a running attempt is.</summary>
/// <param name="Percent">0 to 100, or <see langword="null"/> when the total is not known.</param>
/// <param name="Message">What is being done, for people.</param>
public readonly record struct TaskProgress(double? Percent, string? Message)
{
    /// <summary>Longest message, in characters.</summary>
    public const int MessageLimit = 1024;
}
