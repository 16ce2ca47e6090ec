using System.Buffers.Text;
using System.Text;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>
/// The first 16 bytes of a stored row, in ASCII, readable without parsing the JSON behind it:
/// layout version (1), row version (8 hex digits), attempt (4 hex digits, ffff for any beyond), state (1), flags (1 hex digit), a space.
/// </summary>
/// <param name="Version">Counts the row's changes, from 1.</param>
/// <param name="Attempt">The attempt the row stands at.</param>
/// <param name="State">The state, <see cref="TaskState.Unknown"/> for one of a later release; <see langword="null"/> for a
/// tombstone.</param>
/// <param name="IsCancelRequested">Whether somebody asked for the task to be cancelled.</param>
public readonly record struct TaskHeader(uint Version, int Attempt, TaskState? State, bool IsCancelRequested)
{
    /// <summary>Bytes of a header.</summary>
    public const int Length = 16;

    /// <summary>Where the row version is within the header: what a compare-and-set compares.</summary>
    public static readonly Range VersionRange = 1..9;

    private const byte Layout = (byte)'1';
    private const byte Tombstone = (byte)'x';
    private const string States = "SQRYDFCEP";

    /// <summary>
    /// What may stand for the state of a row that this release acts on: tombstones are among them, states of later releases are not.
    /// </summary>
    public static readonly string KnownLetters = $"{States}{(char)Tombstone}";

    /// <summary>Whether the row's content is gone and only the memory of its id is left.</summary>
    public bool IsTombstone => State is null;

    /// <summary>Whether a later release has written the row in a layout of its own: nothing can be said of it here.</summary>
    public static bool IsOfLaterLayout(ReadOnlySpan<byte> row) => row.Length >= Length && row[0] is > Layout and <= (byte)'9';

    /// <summary>Whether the row is in a state of a later release: whoever does not know it leaves the row where it is.</summary>
    public static bool IsNewer(ReadOnlySpan<byte> row) =>
        row.Length >= Length
            && (
                IsOfLaterLayout(row)
                    || (States.IndexOf((char)row[13], StringComparison.Ordinal) < 0 && char.IsAsciiLetterUpper((char)row[13])));

    /// <summary>Reads a header.</summary>
    /// <exception cref="FormatException">The bytes are not a header of this layout.</exception>
    public static TaskHeader Read(ReadOnlySpan<byte> row)
    {
        if (row.Length < Length || row[0] != Layout
            || !Utf8Parser.TryParse(row[VersionRange], out uint version, out var versionLength, 'x') || versionLength != 8
            || !Utf8Parser.TryParse(row[9..13], out int attempt, out var attemptLength, 'x') || attemptLength != 4
            || !Utf8Parser.TryParse(row[14..15], out byte flags, out _, 'x') || row[15] != (byte)' ')
        {
            throw new FormatException("A stored task row does not begin with a header of layout 1.");
        }

        return new TaskHeader(version, attempt, row[13] == Tombstone ? null : StateOf(row[13]), (flags & 1) != 0);
    }

    /// <summary>Writes the header to the first <see cref="Length"/> bytes of a buffer.</summary>
    public void Write(Span<byte> destination)
    {
        var state = State is { } known ? LetterOf(known) : (char)Tombstone;
        Encoding.ASCII.GetBytes(
            $"{(char)Layout}{Version:x8}{Math.Min(Attempt, 0xffff):x4}{state}{(IsCancelRequested ? 1 : 0)} ", destination);
    }

    /// <summary>The letter that stands for a state in stored rows.</summary>
    /// <exception cref="InvalidOperationException">It is <see cref="TaskState.Unknown"/>: any of the letters that later releases
    /// use.</exception>
    public static char LetterOf(TaskState state) =>
        state == TaskState.Unknown
            ? throw new InvalidOperationException("A row whose state is not known is left as it is.")
            : States[state - TaskState.Scheduled];

    /// <summary>The state that a letter stands for.</summary>
    /// <exception cref="FormatException">It stands for none, in any release.</exception>
    internal static TaskState StateOf(byte letter) =>
        States.IndexOf((char)letter, StringComparison.Ordinal) is >= 0 and var index ? TaskState.Scheduled + index
        : char.IsAsciiLetterUpper((char)letter) ? TaskState.Unknown
        : throw new FormatException($"'{(char)letter}' stands for no state of a stored task row.");
}
