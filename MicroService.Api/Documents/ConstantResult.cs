using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace MicroService.Api.Documents;

/// <summary>
/// An answer that is the same as long as the process runs. Its bytes, their compressed form and the entity tags of both are made
/// once: writing an unchanging rule anew took a sixth of the time of a request.
/// </summary>
internal sealed class ConstantResult : IResult
{
    private const string Brotli = "br";

    // Shorter answers fit into one packet as they are.
    private const int WorthCompressing = 1200;

    private readonly Form _plain;
    private readonly Form? _compressed;
    private readonly string _contentType;
    private readonly string _cacheControl;

    /// <summary>Prepares a text in UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="isForever">Whether its address names these bytes and no others, so that nobody need ask for it again.</param>
    public ConstantResult(byte[] text, string contentType = "application/json; charset=utf-8", bool isForever = false)
    {
        _contentType = contentType;
        _cacheControl = isForever ? "private, max-age=31536000, immutable" : "no-cache";
        Hash = Convert.ToHexStringLower(SHA256.HashData(text)[..8]);
        _plain = new Form(text, $"\"{Hash}\"");
        if (text.Length > WorthCompressing)
        {
            using var buffer = new MemoryStream();
            using (var brotli = new BrotliStream(buffer, CompressionLevel.SmallestSize))
            {
                brotli.Write(text);
            }

            _compressed = new Form(buffer.ToArray(), $"\"{Hash}-{Brotli}\"");
        }
    }

    /// <summary>What names the bytes.</summary>
    public string Hash { get; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var form = _plain;
        if (_compressed is not null)
        {
            response.Headers.Vary = HeaderNames.AcceptEncoding;
            form = Accepts(request) ? _compressed : _plain;
        }

        response.Headers.ETag = form.Tag;
        response.Headers.CacheControl = _cacheControl;
        if (HasCurrent(request, form.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = _contentType;
        response.ContentLength = form.Bytes.Length;
        if (form == _compressed)
        {
            response.Headers.ContentEncoding = Brotli;
        }

        return response.Body.WriteAsync(form.Bytes, httpContext.RequestAborted).AsTask();
    }

    private static bool Accepts(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var encodings)
        && encodings.Any(static encoding => encoding.Value.Equals(Brotli, StringComparison.OrdinalIgnoreCase) && encoding.Quality is not 0);

    // Compared weakly (RFC 9110, section 13.1.2): a proxy may have weakened the tag.
    private static bool HasCurrent(HttpRequest request, string tag) =>
        request.Headers.IfNoneMatch is { Count: > 0 } known
        && EntityTagHeaderValue.TryParseList(known, out var tags)
        && tags.Any(candidate => candidate.Equals(EntityTagHeaderValue.Any) || candidate.Tag == tag);

    private sealed record Form(byte[] Bytes, string Tag);
}
