using System.Buffers;
using System.IO.Pipelines;
using CsCheck;
using MicroService.Api.Documents;

namespace MicroService.Tests.Api.Documents;

public sealed class DocumentBodyTests
{
    private const int Limit = 100_000;

    private static readonly Gen<byte[][]> Chunks = Gen.Byte.Array[0, 30_000].Array[0, 6];

    [Fact]
    public async Task AnyChunks_AreReadAsOneOrRefusedOverTheLimit() => await Chunks.SampleAsync(async chunks =>
    {
        var expected = chunks.SelectMany(chunk => chunk).ToArray();
        var pipe = new Pipe();
        var writing = WriteAsync(pipe.Writer, chunks);

        var (body, rejection) = await DocumentBody.ReadAsync(pipe.Reader, Limit, null, TestContext.Current.CancellationToken);
        using var read = body;
        await pipe.Reader.CompleteAsync();
        await writing;

        return expected.Length > Limit
            ? (body, rejection) == (null, BodyRejection.TooLarge)
            : body!.Bytes.ToArray().AsSpan().SequenceEqual(expected) && body.Join().Span.SequenceEqual(expected);
    }, iter: 100);

    [Fact]
    public async Task CancelledReading_IsCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        var reading = DocumentBody.ReadAsync(new Pipe().Reader, Limit, null, cancelled.Token).AsTask();

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private static async Task WriteAsync(PipeWriter writer, byte[][] chunks)
    {
        foreach (var chunk in chunks)
        {
            await writer.WriteAsync(chunk, TestContext.Current.CancellationToken);
        }

        await writer.CompleteAsync();
    }
}
