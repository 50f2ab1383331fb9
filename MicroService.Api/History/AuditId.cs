using System.Buffers.Binary;

namespace MicroService.Api.History;

/// <summary>Makes the history's keys: UUID version 7 (RFC 9562), whose first 48 bits are milliseconds since 1970.</summary>
public static class AuditId
{
    /// <summary>A new id for an audit made at <paramref name="createdAt"/>.</summary>
    public static Guid Create(DateTimeOffset createdAt) => Guid.CreateVersion7(createdAt);

    /// <summary>The lowest id of that millisecond: every audit made earlier has a lower one.</summary>
    public static Guid Floor(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, at.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
