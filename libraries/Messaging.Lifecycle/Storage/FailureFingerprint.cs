using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>
/// What failures of one cause have in common: a short digest of an error's type and of its stack, or of its message when there is no stack,
/// without what
/// differs from one task to the next (numbers, ids, addresses, paths, line numbers). Rows are listed by it, so to compute it otherwise
/// strands what is listed.
/// </summary>
public static partial class FailureFingerprint
{
    /// <summary>Characters of a fingerprint: lower-case hexadecimal digits.</summary>
    public const int Length = 16;

    /// <summary>The fingerprint of an error.</summary>
    public static string Of(TaskError error)
    {
        var text = $"{error.Type}\n{(string.IsNullOrWhiteSpace(error.Stack) ? Normalize(error.Message) : NormalizeStack(error.Stack))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Length / 2));
    }

    /// <summary>The fingerprint of what a task has failed of; <see langword="null"/> unless it has failed.</summary>
    public static string? Of(TaskSaga row) => row.State == TaskState.Failed && row.LatestAttempt?.Error is { } error ? Of(error) : null;

    /// <summary>Whether a text can be a fingerprint.</summary>
    public static bool IsValid(string? text) => text is { Length: Length } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>
    /// Of a stack as .NET writes it the frames alone: what stands before them is the message. Frames of .NET itself do not count beside
    /// others, for they
    /// tell whether a call had to wait, or was the first of its kind.
    /// </summary>
    private static string NormalizeStack(string stack)
    {
        string[] frames =
        [
            .. stack.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(line => line.StartsWith("at ", StringComparison.Ordinal)),
        ];
        string[] own =
        [
            .. frames.Where(frame =>
                !frame.StartsWith("at System.", StringComparison.Ordinal) && !frame.StartsWith("at Microsoft.", StringComparison.Ordinal)),
        ];
        return frames.Length == 0 ? Normalize(stack) : Normalize(string.Join('\n', (own.Length == 0 ? frames : own).Select(WithoutFile)));
    }

    private static string WithoutFile(string frame) =>
        frame.IndexOf(") in ", StringComparison.Ordinal) is > 0 and var end ? frame[..(end + 1)] : frame;

    // Whoever publishes events may have left a text out.
    private static string Normalize(string? text) => Varying().Replace(text ?? "", "#");

    // Addresses with a scheme, mail addresses, paths, UUIDs, long hexadecimal numbers, other numbers.
    [GeneratedRegex(
        """[a-zA-Z][a-zA-Z0-9+.-]{0,15}://[^\s"']+|[^\s"'<>()@]{1,64}@[^\s"'<>()]+|(?:\b[a-zA-Z]:)?(?:[\\/][^\\/\s"':()]+)+[\\/]?|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b|\b0x[0-9a-fA-F]+\b|\b(?=[a-fA-F]*[0-9])[0-9a-fA-F]{8,}\b|[0-9]+(?:[.,:][0-9]+)*""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Varying();
}
