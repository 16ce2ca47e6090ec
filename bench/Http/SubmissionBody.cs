using System.Globalization;
using System.Text;

namespace Messaging.Bench.Http;

/// <summary>The bodies of submissions, written by hand: what the load generator spends is taken from the services beside it.</summary>
internal static class SubmissionBody
{
    public static byte[] Single(Addition addition) => Encoding.ASCII.GetBytes(Append(new StringBuilder(64), addition).ToString());

    public static byte[] Batch(ReadOnlySpan<Addition> additions)
    {
        var body = new StringBuilder("{\"tasks\":[", 64 * (additions.Length + 1));
        for (var i = 0; i < additions.Length; i++)
        {
            Append(i == 0 ? body : body.Append(','), additions[i]);
        }

        return Encoding.ASCII.GetBytes(body.Append("]}").ToString());
    }

    private static StringBuilder Append(StringBuilder body, Addition addition) =>
        body.Append(CultureInfo.InvariantCulture, $$$"""{"name":"math.add","args":{"a":{{{addition.A}}},"b":{{{addition.B}}}}}""");
}
