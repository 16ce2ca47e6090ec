using Messaging.Contracts;
using Messaging.Hosting.Validation;

namespace Messaging.Producer.Submission;

/// <summary>A submission that was read, and what is wrong with it.</summary>
/// <param name="Task">The submission. Without errors it can be accepted; of one that <see cref="IsLate"/> the id and the fingerprint
/// count.</param>
/// <param name="Errors">What is wrong, by field.</param>
/// <param name="AreArgumentsTooLarge">Whether the arguments are larger than they may be: a matter of its own, since it has its own status
/// code.</param>
internal sealed record CheckedSubmission(TaskSubmitted Task, ValidationErrors Errors, bool AreArgumentsTooLarge)
{
    public bool IsValid => !AreArgumentsTooLarge && !Errors.Any;

    /// <summary>Whether nothing is wrong but that it was not sent earlier.</summary>
    public bool IsLate => !AreArgumentsTooLarge && Errors.AreOnlyLate;
}
