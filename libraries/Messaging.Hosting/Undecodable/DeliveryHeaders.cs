using System.Globalization;
using System.Text;

namespace Messaging.Hosting.Undecodable;

/// <summary>Headers of a delivery, which come as bytes and numbers.</summary>
internal static class DeliveryHeaders
{
    /// <summary>Counts the deliveries of a quorum queue.</summary>
    public const string DeliveryCount = "x-delivery-count";

    private const string Reason = "MT-";
    private const string At = "MT-Fault-Timestamp";
    private const string Stack = "MT-Fault-StackTrace";
    private const int Longest = 1000;

    /// <summary>What the consumer noted, without the stack, which tells of our code and not of the message.</summary>
    public static IReadOnlyDictionary<string, string> Reasons(IDictionary<string, object?>? headers) => (headers ?? new Dictionary<string, object?>())
        .Where(header => header.Key.StartsWith(Reason, StringComparison.Ordinal) && header.Key != Stack)
        .ToDictionary(header => header.Key, header => Text(header.Value) is var text && text.Length > Longest ? text[..Longest] : Text(header.Value), StringComparer.Ordinal);

    public static DateTimeOffset? PutAsideAt(IDictionary<string, object?>? headers) =>
        headers?.TryGetValue(At, out var value) == true && DateTimeOffset.TryParse(Text(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;

    /// <summary>Whether a header says that and why a message was put aside, and was none of its sender's.</summary>
    public static bool IsOfPuttingAside(string header) => header is DeliveryCount or "MT-Reason" || header.StartsWith("MT-Fault", StringComparison.Ordinal) || header.StartsWith("MT-Host", StringComparison.Ordinal);

    /// <summary>How often a quorum queue has delivered it before.</summary>
    public static long Deliveries(IDictionary<string, object?>? headers) =>
        headers?.TryGetValue(DeliveryCount, out var value) == true && value is IConvertible ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;

    private static string Text(object? value) => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
