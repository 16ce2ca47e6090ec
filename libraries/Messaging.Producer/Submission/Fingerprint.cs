using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Messaging.Producer.Submission;

/// <summary>Digests of what a caller asked for.</summary>
internal static class Fingerprint
{
    private const int DigestBytes = 16;

    /// <summary>Members that say who asks, and not what for.</summary>
    private static readonly string[] NotCounted = ["id", "traceParent", "traceState"];

    /// <summary>
    /// The same for two bodies that ask for the same: member order and white space do not matter, the id and the trace do not count.
    /// </summary>
    public static string Of(JsonElement body)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, body, isRoot: true);
        }

        return Convert.ToBase64String(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)).AsSpan(0, DigestBytes));
    }

    /// <summary>The task id that belongs to an idempotency key: always the same, so that no record of keys is needed.</summary>
    public static Guid IdOf(string idempotencyKey)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes("idempotency-key\n" + idempotencyKey)).AsSpan(0, DigestBytes);
        // UUID version 8, RFC 9562 section 5.8: bits of our own choosing.
        digest[6] = (byte)((digest[6] & 0x0f) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3f) | 0x80);
        return new Guid(digest, bigEndian: true);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element, bool isRoot)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (
                    var member in element.EnumerateObject()
                        .Where(member => !isRoot || !NotCounted.Contains(member.Name))
                        .OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, isRoot: false);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item, isRoot: false);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
