using System.Buffers;
using System.Text.Json;

namespace MicroService.Cluster.Lists;

/// <summary>What a page of a list says besides its items.</summary>
/// <param name="Continue">The token of the next page; null for the last.</param>
/// <param name="Version">The <c>resourceVersion</c> of the list; null if the server gives none.</param>
internal sealed record ListPage(string? Continue, string? Version)
{
    private const int FirstBuffer = 64 * 1024;

    /// <summary>Reads a page item by item; no more than one item is in memory.</summary>
    /// <param name="body">The page.</param>
    /// <param name="take">Takes each item's JSON, which is valid until it returns.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="JsonException">The page is no list, or not whole.</exception>
    public static async Task<ListPage> ReadAsync(Stream body, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellationToken)
    {
        var parser = new ListParser(take);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var (held, wanted) = (0, 1);
            while (true)
            {
                if (held == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, held).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                    buffer = larger;
                }

                var read = await body.ReadAsync(buffer.AsMemory(held), cancellationToken).ConfigureAwait(false);
                held += read;
                if (read > 0 && held < wanted)
                {
                    continue;
                }

                var consumed = parser.Parse(buffer.AsMemory(0, held), isFinal: read == 0);
                if (read == 0)
                {
                    return parser.IsWhole ? new ListPage(parser.Continue, parser.Version) : throw new JsonException("The list has no end.");
                }

                buffer.AsSpan(consumed, held - consumed).CopyTo(buffer);
                held -= consumed;
                // An item that is not whole is looked at again only once there is twice as much of it.
                wanted = consumed > 0 ? 1 : held * 2;
            }
        }
        finally
        {
            // Of Secrets nothing stays behind.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
