using Messaging.Client.Errors;

namespace Messaging.Client.Submission;

/// <summary>What became of one task of many.</summary>
/// <param name="Handle">The task.</param>
/// <param name="Refusal">Why it was refused; <see langword="null"/> when it was accepted.</param>
public sealed record SubmitOutcome(TaskHandle Handle, TaskRefusedException? Refusal = null)
{
    /// <summary>Whether the task was accepted.</summary>
    public bool IsAccepted => Refusal is null;
}
