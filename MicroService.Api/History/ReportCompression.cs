using System.Buffers;
using System.IO.Compression;

namespace MicroService.Api.History;

/// <summary>Reports are repetitive JSON: Brotli makes them ten to thirty times smaller.</summary>
internal static class ReportCompression
{
    private const int Quality = 4;
    private const int Window = 22;

    public static byte[] Compress(ReadOnlySpan<byte> report)
    {
        // Not pooled: the shared pool would keep a buffer of a long report's size for each thread.
        byte[] buffer = GC.AllocateUninitializedArray<byte>(BrotliEncoder.GetMaxCompressedLength(report.Length));
        return BrotliEncoder.TryCompress(report, buffer, out int written, Quality, Window)
            ? buffer[..written]
            : throw new InvalidDataException("Brotli needs more room than its own upper bound.");
    }

    public static byte[] Decompress(ReadOnlySpan<byte> compressed)
    {
        using var decoder = new BrotliDecoder();
        var report = new ArrayBufferWriter<byte>(Math.Max(256, compressed.Length * 8));
        OperationStatus status;
        do
        {
            status = decoder.Decompress(compressed, report.GetSpan(4096), out int consumed, out int written);
            compressed = compressed[consumed..];
            report.Advance(written);
        }
        while (status == OperationStatus.DestinationTooSmall);

        return status == OperationStatus.Done
            ? report.WrittenSpan.ToArray()
            : throw new InvalidDataException($"The stored report is not a complete Brotli stream: {status}.");
    }
}
