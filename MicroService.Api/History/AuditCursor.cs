using System.Buffers.Text;

namespace MicroService.Api.History;

/// <summary>A position in the history: everything older than <paramref name="Id"/> comes after it.</summary>
/// <param name="Id">The last audit of the page before.</param>
public readonly record struct AuditCursor(Guid Id)
{
    private const byte Version = 1;
    private const int Size = 17;

    /// <summary>The cursor as callers carry it: opaque, safe in a URL.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = Version;
        Id.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; false for anything else.</summary>
    public static bool TryParse(string? text, out AuditCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text is null || !Base64Url.IsValid(text, out int length) || length != Size
            || !Base64Url.TryDecodeFromChars(text, bytes, out _) || bytes[0] != Version)
        {
            return false;
        }

        cursor = new AuditCursor(new Guid(bytes[1..], bigEndian: true));
        return true;
    }
}
