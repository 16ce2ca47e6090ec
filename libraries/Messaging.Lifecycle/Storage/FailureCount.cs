namespace Messaging.Lifecycle.Storage;

/// <summary>How many tasks have failed of one cause.</summary>
/// <param name="Fingerprint">What they have in common, see <see cref="FailureFingerprint"/>.</param>
/// <param name="Count">How many; never 0.</param>
public readonly record struct FailureCount(string Fingerprint, long Count);
