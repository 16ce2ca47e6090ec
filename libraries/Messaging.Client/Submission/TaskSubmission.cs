namespace Messaging.Client.Submission;

/// <summary>One task of many.</summary>
/// <param name="Name">The registered name.</param>
/// <param name="Args">The arguments: any object that JSON can say; <see langword="null"/> means none.</param>
/// <param name="Options">What else is asked for.</param>
public sealed record TaskSubmission(string Name, object? Args = null, SubmitOptions? Options = null);
