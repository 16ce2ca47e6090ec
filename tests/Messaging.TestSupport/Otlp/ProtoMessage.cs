using Google.Protobuf;

namespace Messaging.TestSupport.Otlp;

/// <summary>A protobuf message as it is on the wire: numbered fields, without its schema.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Number, ulong Bits, ByteString? Bytes)> _fields = [];

    private ProtoMessage(CodedInputStream input)
    {
        while (input.ReadTag() is not 0 and var tag)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            _fields.Add(WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => (number, input.ReadUInt64(), null),
                WireFormat.WireType.Fixed64 => (number, input.ReadFixed64(), null),
                WireFormat.WireType.Fixed32 => (number, input.ReadFixed32(), null),
                WireFormat.WireType.LengthDelimited => (number, 0UL, input.ReadBytes()),
                var other => throw new InvalidDataException($"Field {number} has wire type {other}, which OTLP does not use."),
            });
        }
    }

    public static ProtoMessage Parse(byte[] bytes)
    {
        using var input = new CodedInputStream(bytes);
        return new ProtoMessage(input);
    }

    public bool Has(int number) => _fields.Any(field => field.Number == number);

    public IEnumerable<ProtoMessage> Messages(int number) =>
        _fields.Where(field => field.Number == number).Select(field => Parse(field.Bytes!.ToByteArray()));

    public ProtoMessage? Message(int number) => Messages(number).FirstOrDefault();

    public string Text(int number) => _fields.LastOrDefault(field => field.Number == number).Bytes?.ToStringUtf8() ?? "";

    public byte[] Bytes(int number) => _fields.LastOrDefault(field => field.Number == number).Bytes?.ToByteArray() ?? [];

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number));

    public ulong Bits(int number) => _fields.LastOrDefault(field => field.Number == number).Bits;

    public double Double(int number) => BitConverter.UInt64BitsToDouble(Bits(number));

    /// <summary>A packed list of eight-byte values.</summary>
    public IEnumerable<ulong> Packed(int number) => Bytes(number).Chunk(sizeof(ulong)).Select(chunk => BitConverter.ToUInt64(chunk));

    /// <summary>Nanoseconds since 1970.</summary>
    public DateTimeOffset Time(int number) => DateTimeOffset.UnixEpoch.AddTicks((long)(Bits(number) / TimeSpan.NanosecondsPerTick));
}
