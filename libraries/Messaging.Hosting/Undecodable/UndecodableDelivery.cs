namespace Messaging.Hosting.Undecodable;

/// <summary>A message that a consumer could not read or take, as it was put aside.</summary>
/// <param name="Queue">The queue where it is now.</param>
/// <param name="MessageId">What names it within its queue: its sender's message id, or what is made of its body where it has none.</param>
/// <param name="At">When it was put aside; <see langword="null"/> when that is not known.</param>
/// <param name="ContentType">What its sender said it was.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Body">The first 1,024 bytes, as UTF-8 text; what is none is replaced.</param>
/// <param name="Reasons">What the consumer noted, by the names of its headers; each at most 1,000 characters.</param>
public sealed record UndecodableDelivery(
    string Queue,
    string MessageId,
    DateTimeOffset? At,
    string? ContentType,
    int Size,
    string Body,
    IReadOnlyDictionary<string, string> Reasons);
