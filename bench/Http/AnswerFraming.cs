using System.Buffers.Text;
using System.Text;

namespace Messaging.Bench.Http;

/// <summary>Where an HTTP/1.1 answer ends: enough of RFC 9112 for answers that hold one line of JSON.</summary>
internal static class AnswerFraming
{
    private static ReadOnlySpan<byte> EndOfLine => "\r\n"u8;

    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> ContentLength => "content-length:"u8;

    // One line of JSON holds no line break, so this cannot be part of a body.
    private static ReadOnlySpan<byte> LastChunk => "\r\n0\r\n\r\n"u8;

    public static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf(EndOfHead);
        return head >= 0
            && (LengthIn(answer[..head]) is { } length ? answer.Length >= head + EndOfHead.Length + length : answer.EndsWith(LastChunk));
    }

    private static int? LengthIn(ReadOnlySpan<byte> head)
    {
        for (var end = head.IndexOf(EndOfLine); end >= 0; end = head.IndexOf(EndOfLine))
        {
            head = head[(end + EndOfLine.Length)..];
            if (head.Length > ContentLength.Length && Ascii.EqualsIgnoreCase(head[..ContentLength.Length], ContentLength)
                && Utf8Parser.TryParse(head[ContentLength.Length..].TrimStart((byte)' '), out int length, out _))
            {
                return length;
            }
        }

        return null;
    }
}
