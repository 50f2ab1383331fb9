namespace MicroService.Api.Documents;

/// <summary>Writes long bodies.</summary>
internal static class ResponseBodyWriter
{
    private const int PieceSize = 64 * 1024;

    /// <summary>Writes a body in pieces: the server copies all of what it is given before it waits for the client.</summary>
    public static async Task WriteInPiecesAsync(this HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        while (body.Length > 0)
        {
            var piece = body[..Math.Min(body.Length, PieceSize)];
            await response.Body.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            body = body[piece.Length..];
        }
    }
}
