namespace Messaging.Client.Submission;

/// <summary>A way for submissions to travel. Whatever throws a <see cref="TransientException"/> is repeated.</summary>
internal interface ISubmissionChannel
{
    /// <summary>Whether a task is in the store when its submission returns.</summary>
    bool IsStoredAtOnce { get; }

    /// <summary>How many submissions travel together.</summary>
    int BatchSize { get; }

    /// <summary>Submits tasks.</summary>
    /// <returns>Per task why it was refused, or <see langword="null"/>.</returns>
    Task<IReadOnlyList<Errors.TaskRefusedException?>> Submit(
        IReadOnlyList<PreparedSubmission> submissions, CancellationToken cancellationToken);
}
