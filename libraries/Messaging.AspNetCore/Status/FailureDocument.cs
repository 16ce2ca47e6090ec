using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;

namespace Messaging.AspNetCore.Status;

/// <summary>Tasks that have failed of one cause.</summary>
/// <param name="Fingerprint">What they have in common: <c>?failure=</c> lists them.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Type">The error's type.</param>
/// <param name="Message">The message of the newest, as a sample; at most 500 characters.</param>
/// <param name="Names">Names of the newest tasks among them.</param>
/// <param name="NewestId">The newest task.</param>
/// <param name="NewestAt">When that one failed.</param>
internal sealed record FailureDocument(string Fingerprint, long Count, string Type, string Message, IReadOnlyList<string> Names, Guid NewestId, DateTimeOffset? NewestAt)
{
    private const int MessageLength = 500;

    /// <summary>A group, as some of its tasks tell of it.</summary>
    /// <param name="fingerprint">The group.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="newest">The newest of them, at least one, newest first.</param>
    public static FailureDocument Of(string fingerprint, long count, IReadOnlyList<TaskSaga> newest)
    {
        var error = newest[0].LatestAttempt?.Error ?? new TaskError { Type = "", Message = "" };
        return new FailureDocument(
            fingerprint,
            count,
            error.Type,
            error.Message.Length <= MessageLength ? error.Message : error.Message[..MessageLength],
            [.. newest.Select(row => row.Name ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            newest[0].CorrelationId,
            newest[0].FinishedAt);
    }
}
