namespace Messaging.Bench.RawHop;

/// <summary>What <see cref="RawHopMeasurement"/> does.</summary>
/// <param name="Messages">Messages that count.</param>
/// <param name="WarmUp">Messages before, which do not count.</param>
/// <param name="Unconfirmed">Messages in flight without a confirm.</param>
/// <param name="Prefetch">Messages that the consumer may hold unacknowledged.</param>
/// <param name="Size">Bytes of a message.</param>
internal sealed record RawHopSettings(int Messages, int WarmUp, int Unconfirmed, ushort Prefetch, int Size);
