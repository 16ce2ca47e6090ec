using Messaging.Contracts;

namespace Messaging.Producer.Submission;

/// <summary>A submission that was read, and what is wrong with it.</summary>
/// <param name="Task">The submission. Only meaningful without errors.</param>
/// <param name="Errors">What is wrong, by field.</param>
/// <param name="AreArgumentsTooLarge">Whether the arguments are larger than they may be: a matter of its own, since it has its own status code.</param>
internal sealed record CheckedSubmission(TaskSubmitted Task, SubmissionErrors Errors, bool AreArgumentsTooLarge);
