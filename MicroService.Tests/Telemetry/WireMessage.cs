using Google.Protobuf;

namespace MicroService.Tests.Telemetry;

/// <summary>A protobuf message by its field numbers, without its definition.</summary>
internal sealed class WireMessage
{
    private readonly List<(int Field, ulong Number, ByteString Bytes)> _fields = [];

    public WireMessage(ByteString bytes)
    {
        var input = bytes.CreateCodedInput();
        while (input.ReadTag() is not 0 and var tag)
        {
            var field = WireFormat.GetTagFieldNumber(tag);
            _fields.Add(WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => (field, input.ReadUInt64(), ByteString.Empty),
                WireFormat.WireType.Fixed64 => (field, input.ReadFixed64(), ByteString.Empty),
                WireFormat.WireType.Fixed32 => (field, input.ReadFixed32(), ByteString.Empty),
                WireFormat.WireType.LengthDelimited => (field, 0, input.ReadBytes()),
                var type => throw new InvalidDataException($"Field {field} is a {type}."),
            });
        }
    }

    /// <summary>The field's messages, in order; none where it is not there.</summary>
    public IEnumerable<WireMessage> Messages(int field) => _fields.Where(entry => entry.Field == field).Select(entry => new WireMessage(entry.Bytes));

    public bool Has(int field) => _fields.Exists(entry => entry.Field == field);

    public string Text(int field) => Bytes(field).ToStringUtf8();

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field).Span);

    public ulong Number(int field) => _fields.FindLast(entry => entry.Field == field).Number;

    private ByteString Bytes(int field) => _fields.FindLast(entry => entry.Field == field).Bytes ?? ByteString.Empty;
}
