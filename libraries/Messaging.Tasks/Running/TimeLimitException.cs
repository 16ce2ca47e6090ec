namespace Messaging.Tasks.Running;

/// <summary>
/// Stands for a time limit that has passed where a policy is asked: not an error of the handler's, so filters that know only its errors do
/// not decide about it.
/// </summary>
internal sealed class TimeLimitException : TimeoutException;
